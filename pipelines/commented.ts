import { Document, isMap, isScalar, Scalar, visit, YAMLMap } from "yaml";

/** A value with a comment above it or behind it, or that stands in one line. */
export interface YamlComment {
  value: unknown;
  comment?: string;
  lineComment?: string;
  inLine?: true;
}

/** A map or a list in one line. */
export const inLine = (value: object, lineComment?: string): YamlComment => ({
  value,
  inLine: true,
  ...(lineComment === undefined ? {} : { lineComment }),
});

export function withComment(value: unknown, comment: string | undefined): object {
  return comment === undefined ? { value } : { value, comment };
}

const WIDTH = 110;
const SHORT_WIDTH = 130;

/**
 * YAML text of plain data that holds {@link YamlComment}s, beginning with `opening` as a comment; undefined is left out.
 *
 * @param form `short` has no empty lines, and longer ones
 */
export function commentedYaml(
  data: object,
  opening: string,
  form: "spacious" | "short" = "spacious",
): string {
  const document = new Document();
  document.contents = toNode(document, data) as never;
  if (form === "spacious") space(document.contents as unknown as YAMLMap);
  visit(document, { Scalar: (_key, scalar) => styleLongText(scalar) });
  const lineWidth = form === "short" ? SHORT_WIDTH : WIDTH;
  const text = document.toString({ lineWidth, flowCollectionPadding: false, nullStr: "" });
  return `${comment(opening, WIDTH - 2).replace(/^/gm, "#")}\n${text}`;
}

/** Empty lines between a workflow's parts and between its jobs. */
function space(root: YAMLMap): void {
  for (const pair of root.items.slice(1)) markSpace(pair.key);
  const jobs = root.get("jobs");
  if (isMap(jobs)) for (const pair of jobs.items.slice(1)) markSpace(pair.key);
}

function toNode(document: Document, data: unknown): unknown {
  if (isCommented(data)) {
    const node = toNode(document, data.value) as Scalar;
    if (data.inLine) (node as { flow?: boolean }).flow = true;
    if (data.lineComment !== undefined) node.comment = ` ${data.lineComment}`;
    return node;
  }
  if (Array.isArray(data)) {
    const node = document.createNode([]) as unknown as { items: unknown[]; flow?: boolean };
    node.items = data.map((item) => {
      const itemNode = toNode(document, item) as { commentBefore?: string };
      if (isCommented(item) && item.comment) itemNode.commentBefore = comment(item.comment, 90);
      return itemNode;
    });
    if (data.every((item) => typeof item === "string")) node.flow = true;
    return node;
  }
  if (typeof data !== "object" || data === null) return document.createNode(data);
  const map = new YAMLMap();
  if (Object.keys(data).length === 0) map.flow = true;
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const key = new Scalar(name);
    if (isCommented(value) && value.comment) key.commentBefore = comment(value.comment, 90);
    map.add(document.createPair(key, null));
    (map.items.at(-1) as { value: unknown }).value = value === null ? null : toNode(document, value);
  }
  return map;
}

function isCommented(data: unknown): data is YamlComment {
  return (
    typeof data === "object" &&
    data !== null &&
    "value" in data &&
    Object.keys(data).every((key) => ["value", "comment", "lineComment", "inLine"].includes(key))
  );
}

function markSpace(key: unknown): void {
  if (isScalar(key)) key.spaceBefore = true;
}

function styleLongText(scalar: Scalar): void {
  if (typeof scalar.value !== "string") return;
  if (scalar.value.includes("\n")) scalar.type = "BLOCK_LITERAL";
  else if (scalar.value.length > 90 && scalar.value.includes(" ")) scalar.type = "BLOCK_FOLDED";
}

/** Wraps a comment's words, each line beginning with a space. */
function comment(text: string, width: number): string {
  const lines = text.split("\n").flatMap((paragraph) => {
    const wrapped = [""];
    for (const word of paragraph.split(" ")) {
      const line = `${wrapped.at(-1)} ${word}`;
      if (line.length > width && wrapped.at(-1) !== "") wrapped.push(` ${word}`);
      else wrapped[wrapped.length - 1] = line;
    }
    return wrapped;
  });
  return lines.join("\n");
}
