import { YamlError } from "../yaml/nodes.ts";
import { resolveTag, TAG } from "../yaml/resolve-tag.ts";
import { Scanner } from "../yaml/scanner.ts";
import type { Token } from "../yaml/token.ts";

/** One entry of a list of deployments, as text. */
export interface FilePart {
  /** Its lines, without the blank ones at its end. */
  text: string;
  /** Index of its first line, and of the line after its last. */
  from: number;
  to: number;
  /** Its entry point as it is written, where nothing has to be filled in or merged; else null. */
  entrypoint: string | null;
  /** Its name, under the same condition. */
  name: string | null;
  /** Whether it names something that other entries may refer to (`&anchor`). */
  hasAnchor: boolean;
}

/** A file with definitions, taken apart by its lines. */
export interface FileParts {
  parts: readonly FilePart[];
  /** Everything that stands in no part. */
  rest: string;
  /** The file with some parts left out. Every line stays where it is. */
  without(parts: ReadonlySet<FilePart>): string;
}

/**
 * Takes a prefect.yaml apart into its deployments, or a file of one bare deployment as one part, without constructing
 * them: only the scanner reads them. Null for a file of any other form, and for one that is no YAML.
 */
export function partsOf(text: string): FileParts | null {
  // There a line of the scanner's is another one than an editor's.
  if (/\r(?!\n)|[\u0085\u2028\u2029]/.test(text)) return null;
  try {
    return new PartScanner(text).file();
  } catch (error) {
    if (error instanceof YamlError || error instanceof AnotherForm) return null;
    throw error;
  }
}

/** The file is written in a way that is not taken apart. */
class AnotherForm extends Error {}

/** Letters that need nothing filled in. */
const WRITTEN_OUT = /^[\w./][\w./:-]*$/;
const OPENING: ReadonlySet<Token["type"]> = new Set(["mapping-start", "sequence-start", "{", "["]);
const CLOSING: ReadonlySet<Token["type"]> = new Set(["block-end", "}", "]"]);

class PartScanner {
  private readonly text: string;
  private readonly lines: readonly string[];
  private readonly scanner: Scanner;
  private hasAnchor = false;

  constructor(text: string) {
    this.text = text;
    this.lines = text.split("\n");
    this.scanner = new Scanner(text, "");
  }

  file(): FileParts | null {
    this.expect("mapping-start");
    let list: { line: number; parts: FilePart[] } | undefined;
    let entrypoint: string | null = null;
    while (this.is("key")) {
      const { line } = this.scanner.peek().mark;
      const name = this.key();
      if (name === "deployments") {
        if (list || this.lines[line]?.startsWith("?")) return null;
        list = { line, parts: this.entries() };
      } else if (name === "entrypoint") entrypoint = this.writtenOut("block-end");
      else this.passOver("key", "block-end");
    }
    this.expect("block-end");
    if (!this.is("stream-end")) return null;
    return list ? this.listed(list.parts, list.line) : this.bare(entrypoint);
  }

  private listed(parts: readonly FilePart[], keyLine: number): FileParts {
    const { lines } = this;
    const before = lines.slice(0, parts[0]?.from);
    return {
      parts,
      rest: [...before, ...lines.slice(parts.at(-1)?.to)].join("\n"),
      without(left) {
        const kept = [...lines];
        for (const { from, to } of left) kept.fill("", from, to);
        if (left.size === parts.length) kept[keyLine] = "deployments: []";
        return kept.join("\n");
      },
    };
  }

  private bare(entrypoint: string | null): FileParts | null {
    if (entrypoint === null) return null;
    const { text, lines } = this;
    const part = {
      text: text.trimEnd(),
      from: 0,
      to: lines.length,
      entrypoint,
      name: null,
      hasAnchor: false,
    };
    return {
      parts: [part],
      rest: "",
      without: (left) => (left.size === 0 ? text : "deployments: []\n"),
    };
  }

  private entries(): FilePart[] {
    const isIndented = this.is("sequence-start");
    if (isIndented) this.scanner.take();
    else if (!this.is("-")) throw new AnotherForm();
    const parts: FilePart[] = [];
    while (this.is("-")) {
      const { line: from, column } = this.scanner.peek().mark;
      if (this.lines[from]?.slice(0, column).trim() !== "") throw new AnotherForm();
      this.scanner.take();
      this.hasAnchor = false;
      const entry = this.entry();
      const next = this.scanner.peek().mark.line;
      parts.push({ ...this.textOf(from, next), ...entry, hasAnchor: this.hasAnchor });
    }
    if (isIndented) this.expect("block-end");
    // Without a key behind it, the last entry goes on to the file's end.
    const last = parts.at(-1);
    if (last && this.is("block-end")) Object.assign(last, this.textOf(last.from, this.lines.length));
    return parts;
  }

  private textOf(from: number, to: number): Pick<FilePart, "text" | "from" | "to"> {
    return { text: this.lines.slice(from, to).join("\n").trimEnd(), from, to };
  }

  /** The entry point and the name of one entry, whose value is passed over. */
  private entry(): Pick<FilePart, "entrypoint" | "name"> {
    const isFlow = this.is("{");
    if (!isFlow && !this.is("mapping-start")) {
      this.passOver("-", "key", "block-end");
      return { entrypoint: null, name: null };
    }
    this.scanner.take();
    const end = isFlow ? "}" : "block-end";
    const found: Record<"entrypoint" | "name", (string | null)[]> = { entrypoint: [], name: [] };
    while (!this.is(end)) {
      if (this.is(",")) {
        this.scanner.take();
        continue;
      }
      const key = this.key();
      if (key === "entrypoint" || key === "name") found[key].push(this.writtenOut(end));
      else this.passOver("key", end, ",");
    }
    this.scanner.take();
    // A key that is written twice is told by the reading.
    const only = (values: (string | null)[]) => (values.length === 1 ? (values[0] ?? null) : null);
    return { entrypoint: only(found.entrypoint), name: only(found.name) };
  }

  /** Passes over a key and its colon. */
  private key(): string {
    this.expect("key");
    const name = this.scanner.peek();
    if (name.type !== "scalar") throw new AnotherForm();
    this.scanner.take();
    this.expect("value");
    return name.value;
  }

  /** A value that nothing has to be filled in for. */
  private writtenOut(end: "}" | "block-end"): string | null {
    const token = this.scanner.peek();
    this.passOver("key", end, ",");
    if (token.type !== "scalar" || !WRITTEN_OUT.test(token.value)) return null;
    return token.plain && resolveTag(token.value) !== TAG.str ? null : token.value;
  }

  /** Passes over a value, up to one of these that stands beside it. */
  private passOver(first: Token["type"], second: Token["type"], third?: Token["type"]): void {
    let depth = 0;
    for (;;) {
      const { type } = this.scanner.peek();
      if (depth === 0 && (type === first || type === second || type === third)) return;
      if (type === "stream-end") throw new AnotherForm();
      if (type === "anchor") this.hasAnchor = true;
      else if (OPENING.has(type)) depth++;
      else if (CLOSING.has(type)) depth--;
      if (depth < 0) throw new AnotherForm();
      this.scanner.take();
    }
  }

  private is(type: Token["type"]): boolean {
    return this.scanner.peek().type === type;
  }

  private expect(type: Token["type"]): void {
    if (!this.is(type)) throw new AnotherForm();
    this.scanner.take();
  }
}
