/** One entry of a list of deployments, as text. */
export interface Part {
  /** Its lines, without the blank ones at its end. */
  text: string;
  /** Index of its first line, and of the line after its last. */
  from: number;
  to: number;
  /** Its entry point where the text alone tells it for sure, else null. */
  entrypoint: string | null;
  /** Whether it may name something that other entries refer to (`&anchor`). */
  mayAnchor: boolean;
}

/** A file with definitions, taken apart by its lines. */
export interface SplitFile {
  parts: readonly Part[];
  /** Everything that stands in no part. */
  rest: string;
  /** The file with some parts left out. Every line stays where it is. */
  without(parts: ReadonlySet<Part>): string;
}

const listKey = /^(["']?)deployments\1\s*:/;
const openListKey = /^deployments:\s*(#.*)?$/;
const plainEntryPoint = /^(["']?)([\w./][\w./:-]*)\1\s*$/;

/**
 * Splits a prefect.yaml into its deployments, or takes a file of one bare deployment as one part; null for a file
 * of any other form. It looks at indentation alone and knows little of YAML: who uses it must check with a real
 * reading that what is left holds the parts that it should.
 */
export function splitFile(text: string): SplitFile | null {
  const lines = text.split("\n");
  const keys = lines.flatMap((line, index) => (listKey.test(line) ? [index] : []));
  const [key] = keys;
  if (key === undefined) return bareDeployment(lines);
  if (keys.length > 1 || !openListKey.test(lines[key] as string)) return null;
  const ranges = entries(lines, key + 1);
  if (!ranges) return null;
  const parts = ranges.map(([from, to, indent]) => part(lines, from, to, indent));
  const end = ranges.at(-1)?.[1] ?? key + 1;
  return {
    parts,
    rest: [...lines.slice(0, ranges[0]?.[0]), ...lines.slice(end)].join("\n"),
    without(left) {
      const kept = [...lines];
      for (const { from, to } of left) kept.fill("", from, to);
      if (left.size === parts.length) kept[key] = "deployments: []";
      return kept.join("\n");
    },
  };
}

/** First line, line after the last, and indentation of each entry of the list that begins at `start`. */
function entries(
  lines: readonly string[],
  start: number,
): [from: number, to: number, indent: number][] | null {
  const found: [number, number, number][] = [];
  let listIndent: number | undefined;
  for (let index = start; index <= lines.length; index++) {
    const line = lines[index];
    const content = line?.trimStart() ?? "";
    if (line !== undefined && (content === "" || content.startsWith("#"))) continue;
    const indent = line === undefined ? -1 : line.length - content.length;
    if (line?.slice(0, indent).includes("\t")) return null;
    const isEntry = content.startsWith("- ");
    if (listIndent === undefined) {
      if (!isEntry) return null;
      listIndent = indent;
    }
    const isNext = isEntry && indent === listIndent;
    const isEnd = indent < listIndent || (indent === listIndent && !isEntry);
    const last = found.at(-1);
    if ((isNext || isEnd) && last) last[1] = index;
    if (isNext) found.push([index, index, indent]);
    if (isEnd) return found;
  }
  return found;
}

function part(lines: readonly string[], from: number, to: number, indent: number): Part {
  const first = lines[from] as string;
  // The entry's keys stand where the first one does, after the dash.
  const keyIndent =
    indent + 1 + (first.slice(indent + 1).length - first.slice(indent + 1).trimStart().length);
  const own = lines.slice(from, to);
  const flat = [" ".repeat(keyIndent) + first.slice(keyIndent), ...own.slice(1)];
  const text = own.join("\n").trimEnd();
  return { text, from, to, entrypoint: entryPointOf(flat, keyIndent), mayAnchor: text.includes("&") };
}

/** The value of the one `entrypoint` key at this indentation, unless something could give it another meaning. */
function entryPointOf(lines: readonly string[], indent: number): string | null {
  const prefix = `${" ".repeat(indent)}entrypoint:`;
  const values: string[] = [];
  for (const line of lines) {
    if (mayGoOn(line)) return null;
    if (line.startsWith(prefix)) values.push(line.slice(prefix.length));
  }
  const [value] = values;
  return values.length === 1 && value?.startsWith(" ")
    ? (plainEntryPoint.exec(value.trim())?.[2] ?? null)
    : null;
}

/** Whether a text in quotes may go on in the next line, where it could look like anything. */
function mayGoOn(line: string): boolean {
  return isOdd(line, '"') || isOdd(line, "'");
}

function isOdd(line: string, quote: string): boolean {
  let odd = false;
  for (let at = line.indexOf(quote); at !== -1; at = line.indexOf(quote, at + 1)) odd = !odd;
  return odd;
}

function bareDeployment(lines: readonly string[]): SplitFile | null {
  const entrypoint = entryPointOf(lines, 0);
  if (entrypoint === null) return null;
  const text = lines.join("\n").trimEnd();
  const only: Part = { text, from: 0, to: lines.length, entrypoint, mayAnchor: false };
  return {
    parts: [only],
    rest: "",
    without: (left) => (left.size === 0 ? lines.join("\n") : "deployments: []\n"),
  };
}
