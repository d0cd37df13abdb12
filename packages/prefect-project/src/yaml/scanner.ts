import { Cursor, isBlankOrEnd, isBreakOrEnd } from "./cursor.ts";
import { PossibleKeys } from "./possible-keys.ts";
import { scanBlockScalar } from "./scan-block-scalar.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import type { Sign, Token } from "./token.ts";

const SPACES_AND_COMMENT = / *(?:#[^\0\n\x85\u2028\u2029]*)?/y;
const NEVER_PLAIN = /[\0 \t\n\x85\u2028\u2029\-?:,[\]{}#&*!|>'"%@`]/;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Splits a text into the tokens of YAML 1.1 as PyYAML does: with its rules for what may be a key, where
 * indentation ends a collection, and what it refuses.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly keys: PossibleKeys;
  /** Tokens that were not taken yet: few, since a key is known as one at the end of its line at the latest. */
  private readonly tokens: Token[] = [];
  /** The first of them once it is known whether it is a key. */
  private head: Token | undefined;
  private taken = 0;
  private done = false;
  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;

  constructor(text: string, file: string) {
    this.cursor = new Cursor(text, file);
    this.keys = new PossibleKeys(this.cursor);
  }

  /** The next token; the last one again and again at the end. Throws a YamlError for what PyYAML refuses. */
  peek(): Token {
    // A parser looks at a token several times before it takes it.
    this.head ??= this.find();
    return this.head;
  }

  private find(): Token {
    while (!this.done && (this.tokens.length === 0 || this.keys.mayStartAt(this.taken))) this.next();
    return this.tokens[0] as Token;
  }

  take(): void {
    this.head = undefined;
    if (this.tokens.length > 1 || !this.done) {
      this.tokens.shift();
      this.taken++;
    }
  }

  private next(): void {
    const { cursor } = this;
    this.skipToToken();
    this.keys.dropStale();
    this.closeBlocks(cursor.column);
    const sign = cursor.text[cursor.pos] ?? "\0";
    const atLineStart = cursor.column === 0;
    const blankNext = isBlankOrEnd(cursor.peek(1));
    const inFlow = this.flowLevel > 0;
    if (sign === "\0") this.endStream();
    else if (sign === "%" && atLineStart) this.directive();
    else if (sign === "-" && atLineStart && cursor.atDocumentSeparator()) this.separator("document-start");
    else if (sign === "." && atLineStart && cursor.atDocumentSeparator()) this.separator("document-end");
    else if (sign === "[" || sign === "{") this.openFlow(sign);
    else if (sign === "]" || sign === "}") this.closeFlow(sign);
    else if (sign === ",") this.flowEntry();
    else if (sign === "-" && blankNext) this.blockEntry();
    else if (sign === "?" && (inFlow || blankNext)) this.explicitKey();
    else if (sign === ":" && (inFlow || blankNext)) this.value();
    else if (sign === "*" || sign === "&") this.anchor(sign);
    else if (sign === "!") this.tag();
    else if (sign === "'" || sign === '"') this.quoted();
    else if ((sign === "|" || sign === ">") && !inFlow) this.blockScalar();
    else if (this.plainMayStart(sign, blankNext)) this.plain();
    else cursor.fail(`${describe(cursor.text.codePointAt(cursor.pos) ?? 0)} can't begin anything here.`);
  }

  private skipToToken(): void {
    const { cursor } = this;
    if (cursor.pos === 0 && cursor.peek() === BYTE_ORDER_MARK) cursor.forward();
    for (;;) {
      cursor.skip(SPACES_AND_COMMENT);
      if (cursor.takeBreak() === "") return;
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private plainMayStart(sign: string, blankNext: boolean): boolean {
    if (!NEVER_PLAIN.test(sign)) return true;
    if (blankNext) return false;
    return sign === "-" || (this.flowLevel === 0 && (sign === "?" || sign === ":"));
  }

  // Tokens that can be keys, or the properties of one.

  private anchor(sign: "*" | "&"): void {
    this.mayBeKey();
    const mark = this.cursor.mark();
    this.tokens.push({ type: sign === "*" ? "alias" : "anchor", name: scanAnchor(this.cursor), mark });
  }

  private tag(): void {
    this.mayBeKey();
    const mark = this.cursor.mark();
    this.tokens.push({ type: "tag", tag: scanTag(this.cursor), mark });
  }

  private quoted(): void {
    this.mayBeKey();
    const mark = this.cursor.mark();
    this.tokens.push({ type: "scalar", value: scanQuoted(this.cursor), plain: false, mark });
  }

  private plain(): void {
    this.mayBeKey();
    const mark = this.cursor.mark();
    const { value, endedLine } = scanPlain(this.cursor, this.flowLevel > 0, this.indent + 1);
    this.keyAllowed = endedLine;
    this.tokens.push({ type: "scalar", value, plain: true, mark });
  }

  private mayBeKey(): void {
    if (this.keyAllowed) {
      const required = this.flowLevel === 0 && this.indent === this.cursor.column;
      this.keys.remember(this.flowLevel, this.taken + this.tokens.length, required);
    }
    this.keyAllowed = false;
  }

  private openFlow(sign: "[" | "{"): void {
    this.mayBeKey();
    this.flowLevel++;
    this.sign(sign, true);
  }

  // Tokens after which what went before is no key any more.

  private closeFlow(sign: "]" | "}"): void {
    this.keys.drop(this.flowLevel);
    this.flowLevel--;
    this.sign(sign, false);
  }

  private flowEntry(): void {
    this.keys.drop(this.flowLevel);
    this.sign(",", true);
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) this.openBlock("sequence-start", "A list entry can't begin here.");
    this.keys.drop(this.flowLevel);
    this.sign("-", true);
  }

  private explicitKey(): void {
    if (this.flowLevel === 0) this.openBlock("mapping-start", "A key can't begin here.");
    this.keys.drop(this.flowLevel);
    this.sign("key", this.flowLevel === 0);
  }

  /** A `:` makes a key of what went before; alone it is the value of an empty or an explicit key. */
  private value(): void {
    const key = this.keys.take(this.flowLevel);
    if (key) {
      const at = key.token - this.taken;
      this.tokens.splice(at, 0, { type: "key", mark: key.mark });
      if (this.flowLevel === 0 && this.deepen(key.mark.column)) {
        this.tokens.splice(at, 0, { type: "mapping-start", mark: key.mark });
      }
      this.sign("value", false);
    } else {
      if (this.flowLevel === 0) this.openBlock("mapping-start", "A value can't begin here.");
      this.sign("value", this.flowLevel === 0);
    }
  }

  private blockScalar(): void {
    this.keys.drop(this.flowLevel);
    this.keyAllowed = true;
    const mark = this.cursor.mark();
    const value = scanBlockScalar(this.cursor, this.indent);
    this.tokens.push({ type: "scalar", value, plain: false, mark });
  }

  private separator(type: "document-start" | "document-end"): void {
    this.endDocument();
    this.tokens.push({ type, mark: this.cursor.mark() });
    this.cursor.forward(3);
  }

  private directive(): void {
    this.endDocument();
    const mark = this.cursor.mark();
    this.tokens.push({ type: "directive", directive: scanDirective(this.cursor), mark });
  }

  private endStream(): void {
    this.endDocument();
    this.tokens.push({ type: "stream-end", mark: this.cursor.mark() });
    this.done = true;
  }

  private endDocument(): void {
    this.closeBlocks(-1);
    this.keys.drop(this.flowLevel);
    this.keyAllowed = false;
  }

  private sign(type: Sign, keyAllowed: boolean): void {
    this.keyAllowed = keyAllowed;
    this.tokens.push({ type, mark: this.cursor.mark() });
    this.cursor.forward();
  }

  // Indentation.

  private openBlock(type: "sequence-start" | "mapping-start", fault: string): void {
    if (!this.keyAllowed) this.cursor.fail(fault);
    if (this.deepen(this.cursor.column)) this.tokens.push({ type, mark: this.cursor.mark() });
  }

  private deepen(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    return true;
  }

  private closeBlocks(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.tokens.push({ type: "block-end", mark: this.cursor.mark() });
    }
  }
}

function describe(code: number): string {
  if (code === 9) return "A tab";
  return isBreakOrEnd(code) ? "A line break" : `The character ${String.fromCodePoint(code)}`;
}
