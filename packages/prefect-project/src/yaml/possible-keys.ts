import type { Cursor } from "./cursor.ts";
import type { Mark } from "./nodes.ts";

/** A token that turns out to be a key if a `:` follows it on its line. */
export interface PossibleKey {
  /** Index of its token: where the key token goes. */
  token: number;
  /** True where nothing but a key can stand: a missing `:` is then a fault. */
  required: boolean;
  codePoints: number;
  mark: Mark;
}

/** PyYAML looks no further than this many characters for the `:` of a key. */
const LONGEST_KEY = 1024;

/** What may still become a key, at most one at each level of brackets. */
export class PossibleKeys {
  private readonly byLevel = new Map<number, PossibleKey>();
  private readonly cursor: Cursor;
  private astralBefore = 0;
  private countedTo = 0;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  remember(level: number, token: number, required: boolean): void {
    this.drop(level);
    const mark = this.cursor.mark();
    this.byLevel.set(level, { token, required, codePoints: this.codePoints(), mark });
  }

  /** Whether the token of this index may still become a key. */
  mayStartAt(token: number): boolean {
    this.dropStale();
    for (const key of this.byLevel.values()) if (key.token === token) return true;
    return false;
  }

  /** The possible key of a level, which is then no longer one. */
  take(level: number): PossibleKey | undefined {
    const key = this.byLevel.get(level);
    this.byLevel.delete(level);
    return key;
  }

  drop(level: number): void {
    const key = this.take(level);
    if (key?.required) this.missingColon(key);
  }

  /** Drops keys that end on another line or too far away. */
  dropStale(): void {
    for (const [level, key] of this.byLevel) {
      const near = this.codePoints() - key.codePoints <= LONGEST_KEY;
      if (key.mark.line !== this.cursor.line || !near) this.drop(level);
    }
  }

  private missingColon(key: PossibleKey): never {
    return this.cursor.fail("A `:` is missing after this key, or its indentation is wrong.", key.mark);
  }

  /** Code points up to the cursor. */
  private codePoints(): number {
    const { text, pos } = this.cursor;
    for (; this.countedTo < pos; this.countedTo++) {
      const code = text.charCodeAt(this.countedTo);
      if (code >= 0xd800 && code <= 0xdbff) this.astralBefore++;
    }
    return pos - this.astralBefore;
  }
}
