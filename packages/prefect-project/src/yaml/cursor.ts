import { LIMITS } from "./limits.ts";
import { type Mark, YamlError } from "./nodes.ts";

const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const WITHOUT_OWN_COLUMN = /[\ud800-\udbff\ufeff]/;

/** End of text, line feed, NEL, line and paragraph separator: PyYAML's line breaks of a text read by Python. */
export function isBreakOrEnd(code: number): boolean {
  return code === 10 || code === 0 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlankOrEnd(code: number): boolean {
  return code === 32 || code === 9 || isBreakOrEnd(code);
}

/**
 * A place in a text. Python opens the file as text, so every kind of line end has become a line feed. Columns
 * count code points and leave byte order marks out, as PyYAML's do: indentation depends on them.
 */
export class Cursor {
  readonly text: string;
  readonly file: string;
  pos = 0;
  line = 0;
  /** Position at which the current line would begin if each of its characters had one code unit. */
  private lineStart = 0;
  private readonly plain: boolean;

  constructor(text: string, file: string) {
    if (text.length > LIMITS.characters) {
      const most = LIMITS.characters.toLocaleString("en");
      throw new YamlError(`The file is larger than ${most} characters.`, { file, line: 0, column: 0 });
    }
    this.text = `${text.replace(/\r\n?/g, "\n")}\0`;
    this.file = file;
    const forbidden = FORBIDDEN.exec(text);
    if (forbidden) {
      const before = text.slice(0, forbidden.index).split(/\r\n?|\n/);
      const code = (forbidden[0].codePointAt(0) ?? 0).toString(16).padStart(4, "0");
      throw new YamlError(`The character U+${code} is not allowed in YAML.`, {
        file,
        line: before.length - 1,
        column: before.at(-1)?.length ?? 0,
      });
    }
    this.plain = !WITHOUT_OWN_COLUMN.test(text);
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  mark(): Mark {
    return { file: this.file, line: this.line, column: this.column };
  }

  /** Code unit `offset` places ahead; 0 at the end. */
  peek(offset = 0): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.pos);
  }

  /** `---` or `...` with a blank after it, wherever it stands in its line. */
  atDocumentSeparator(): boolean {
    return (this.startsWith("---") || this.startsWith("...")) && isBlankOrEnd(this.peek(3));
  }

  /** Moves over `length` code units that hold no line break. */
  forward(length = 1): void {
    if (!this.plain) {
      for (let at = this.pos; at < this.pos + length; at++) {
        const code = this.text.charCodeAt(at);
        if (code === 0xfeff || (code >= 0xd800 && code <= 0xdbff)) this.lineStart++;
      }
    }
    this.pos += length;
  }

  /** Moves over what a sticky pattern without line breaks matches, and returns it. */
  take(pattern: RegExp): string {
    const start = this.pos;
    this.skip(pattern);
    return this.text.slice(start, this.pos);
  }

  /** Moves over what a sticky pattern without line breaks matches. */
  skip(pattern: RegExp): void {
    pattern.lastIndex = this.pos;
    if (pattern.test(this.text)) this.forward(pattern.lastIndex - this.pos);
  }

  /** Moves over a line break and returns what it folds to; "" when there is none. */
  takeBreak(): string {
    const code = this.peek();
    if (code === 0 || !isBreakOrEnd(code)) return "";
    this.pos++;
    this.line++;
    this.lineStart = this.pos;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }

  fail(message: string, mark: Mark = this.mark()): never {
    throw new YamlError(message, mark);
  }
}
