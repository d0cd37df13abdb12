/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// What scalars of YAML 1.1 are made of, and what looks like it.
const FRAGMENTS = [
  ..."0123456789",
  ..."+-._:eExobTtZ ~",
  "0x",
  "0b",
  "0o",
  "00",
  "1e3",
  "1.5",
  ".inf",
  ".nan",
  ".NaN",
  "-.INF",
  "60",
  "59",
  ":30",
  "2024-01-31",
  "2023-02-29",
  "2024-1-2",
  "12:30:45",
  "23:59:60",
  ".123456789",
  "+05:30",
  "-8",
  " Z",
  "yes",
  "No",
  "ON",
  "off",
  "y",
  "n",
  "True",
  "FALSE",
  "null",
  "Null",
  "<<",
  "=",
  "!",
  "abc",
  "é",
  "😀",
  "#",
  ", ",
  "]",
];

const TAGS = [
  "!",
  "!!str",
  "!!int",
  "!!float",
  "!!bool",
  "!!null",
  "!!timestamp",
  "!!binary",
  "!!seq",
  "!!map",
  "!!set",
  "!!omap",
  "!!pairs",
  "!!merge",
  "!!python/tuple",
  "!local",
  "!<tag:yaml.org,2002:str>",
  "!e!x",
  "!!s%74r",
];

// Whatever has a meaning somewhere in YAML, and little else: short texts of it reach every corner of the grammar.
const SIGNS = [
  ..." \n\n  :-?,[]{}#&*!|>'\"%@`\\ab1~=<.\t",
  ": ",
  "- ",
  "? ",
  "\n  ",
  "\n- ",
  "&a ",
  "*a ",
  "*a",
  "<<: ",
  "---",
  "\n---\n",
  "...\n",
  "!!str ",
  "! ",
  "|-\n ",
  ">+2\n  ",
  "%YAML 1.1\n",
  "%TAG ! x:\n",
  "\r\n",
  "\r",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\\x41",
  "\\u263A",
  "\\\n",
  "é",
  "😀",
  " # c\n",
  "a: b\n",
  "key",
];

/** Makes YAML texts: scalars, well-formed documents, broken ones. */
export class YamlGenerator {
  private readonly random: () => number;
  private anchors: string[] = [];

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  next(): string {
    const kind = this.random();
    if (kind < 0.4) return this.scalarInPlace();
    if (kind < 0.6) return this.signs();
    this.anchors = [];
    let text = `${this.one(["", "", "", "---\n", "# c\n", "%YAML 1.1\n---\n", "\ufeff"])}${this.block(0)}`;
    if (kind > 0.8) for (let edits = this.below(3) + 1; edits > 0; edits--) text = this.edit(text);
    return this.random() < 0.05 ? text.replaceAll("\n", "\r\n") : text;
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  private many(items: readonly string[], most: number): string {
    let text = "";
    for (let count = this.below(most) + 1; count > 0; count--) text += this.one(items);
    return text;
  }

  private scalarInPlace(): string {
    const scalar = this.many(FRAGMENTS, 5);
    switch (this.below(8)) {
      case 0:
        return `k: ${scalar}`;
      case 1:
        return `- ${scalar}`;
      case 2:
        return `[${scalar}]`;
      case 3:
        return `{${scalar}: 1, k: ${scalar}}`;
      case 4:
        return `${this.one(TAGS)} ${this.one(["", '"', "'"])}${scalar}${this.one(["", '"', "'"])}`;
      case 5:
        return `${scalar}: ${this.many(FRAGMENTS, 3)}\n${this.many(FRAGMENTS, 3)}: x`;
      default:
        return scalar;
    }
  }

  private signs(): string {
    return this.many(SIGNS, 14);
  }

  private edit(text: string): string {
    const at = this.below(text.length + 1);
    const cut = this.below(3);
    const edited = text.slice(0, at) + (this.random() < 0.7 ? this.one(SIGNS) : "") + text.slice(at + cut);
    return edited.toWellFormed();
  }

  private block(depth: number): string {
    const pad = "  ".repeat(depth);
    const kind = this.random();
    if (depth > 3 || kind < 0.15) return `${pad}${this.properties()}${this.value()}\n`;
    const count = this.below(4) + 1;
    let text = "";
    for (let entry = 0; entry < count; entry++) {
      if (this.random() < 0.1) text += this.one([`${pad}# comment\n`, "\n", `${pad}  \n`]);
      if (kind < 0.5) text += `${pad}- ${this.nested(depth)}`;
      else text += `${pad}${this.key()}: ${this.nested(depth)}`;
    }
    return text;
  }

  private key(): string {
    const kind = this.random();
    if (kind < 0.1 && this.anchors.length > 0) return "<<";
    if (kind < 0.15) return this.many(FRAGMENTS, 2);
    // PyYAML takes a key of 1024 characters and refuses a longer one.
    if (kind < 0.152) return this.one(["k", "é", "😀"]).repeat(1020 + this.below(8));
    if (kind < 0.2) return this.one(['"a b"', "'it''s'", "? [x]\n", "? k\n", "~", "=", "1", "1.0", "yes"]);
    return this.one(["a", "b", "c", "name", "long key", "é"]);
  }

  private nested(depth: number): string {
    const kind = this.random();
    if (kind < 0.35) return `${this.properties()}\n${this.block(depth + 1)}`;
    if (kind < 0.45) return this.blockScalar(depth);
    return `${this.properties()}${this.value()}${this.random() < 0.1 ? " # c" : ""}\n`;
  }

  private properties(): string {
    let text = "";
    if (this.random() < 0.15) {
      const anchor = this.one(["a", "b", "c-1", "d_2"]);
      this.anchors.push(anchor);
      text += `&${anchor} `;
    }
    return this.random() < 0.07 ? `${text}${this.one(TAGS)} ` : text;
  }

  private value(): string {
    const kind = this.random();
    if (kind < 0.15 && this.anchors.length > 0) return `*${this.one(this.anchors)}`;
    if (kind < 0.35) return this.flow(0);
    if (kind < 0.45) return this.quoted();
    if (kind < 0.6) return this.many(FRAGMENTS, 3);
    return this.one([
      "text",
      "two words",
      "a\n      b",
      "1",
      "2.5",
      "true",
      "",
      "x#y",
      "a:b",
      "{{ x }}",
      "-1",
    ]);
  }

  private quoted(): string {
    const body = this.many(["a", " ", "\n  ", "''", "\t", "é", ":", "#", "1", "\n\n "], 6);
    if (this.random() < 0.5) return `'${body}'`;
    return `"${body.replaceAll("''", this.one(['\\"', "\\n", "\\x41", "\\u00e9", "\\U0001F600", "\\\n", "\\ "]))}"`;
  }

  private flow(depth: number): string {
    if (depth > 2 || this.random() < 0.4)
      return this.one([this.many(FRAGMENTS, 2), "a", "b c", "'q'", "*a", ""]);
    const items: string[] = [];
    for (let count = this.below(4); count > 0; count--) items.push(this.flow(depth + 1));
    const gap = this.one([", ", ",", ",\n   "]);
    if (this.random() < 0.5) return `[${items.join(gap)}${this.one(["", ",", " "])}]`;
    const pairs = items.map(
      (item) => `${this.one(["a", "b", "'k'", "1", "? x", "<<", '"q"'])}${this.one([": ", ":"])}${item}`,
    );
    return `{${pairs.join(gap)}${this.one(["", ",", " "])}}`;
  }

  private blockScalar(depth: number): string {
    const pad = "  ".repeat(depth + 1);
    let text = `${this.one(["|", ">"])}${this.one(["", "-", "+", "2", "1-", "+1"])}${this.one(["", "", " # c"])}\n`;
    for (let count = this.below(5); count > 0; count--) {
      text += this.one([
        `${pad}text\n`,
        `${pad}  deeper\n`,
        "\n",
        `${pad}# no comment\n`,
        `${pad}\ttab\n`,
        " \n",
      ]);
    }
    return text;
  }
}
