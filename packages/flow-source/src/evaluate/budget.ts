import type { Node } from "web-tree-sitter";
import { type Unknown, unknown } from "./values.ts";

/** Expressions and types that one reading looks at, copies of parts included at a fraction. */
const mostSteps = 300_000;
/** How deep expressions, names, types and defaults lead into each other; less than half of what the stack holds. */
const deepest = 300;
/** Characters of all files that one reading looks into. */
const mostSource = 1_500_000;

/**
 * What one reading may cost. Source can be written so that a few lines stand for more than any machine holds, by
 * intent or by accident: where a limit is reached, the value is unknown and everything else is still told.
 */
export class Budget {
  private steps = 0;
  private depth = 0;
  private source = 0;
  private place: { file: string; node: Node } | undefined;

  /** Goes one level down, `weight` levels where one has many calls of ours; false where that is too deep, or too much altogether. */
  enter(weight = 1): boolean {
    this.depth += weight;
    this.steps += 1;
    return this.depth <= deepest && this.steps <= mostSteps;
  }

  leave(weight = 1): void {
    this.depth -= weight;
  }

  /** True once too much was looked at altogether. */
  get isSpent(): boolean {
    return this.steps > mostSteps;
  }

  /** Counts work that is not seen otherwise. */
  spend(steps: number): boolean {
    this.steps += steps;
    return this.steps <= mostSteps;
  }

  /** Counts a file that is looked into. */
  takeSource(characters: number): boolean {
    this.source += characters;
    return this.source <= mostSource;
  }

  /** Runs `evaluate` with `node` as the place that is told where a limit is reached. */
  at<T>(file: string, node: Node, evaluate: () => T): T {
    const outer = this.place;
    this.place = { file, node };
    try {
      return evaluate();
    } finally {
      this.place = outer;
    }
  }

  /** The value of what goes beyond a limit. */
  tooLarge(file?: string): Unknown {
    return unknown(tooLargeAt(file ?? this.place?.file, file ? undefined : this.place?.node));
  }
}

function tooLargeAt(file: string | undefined, node: Node | undefined): string {
  if (file === undefined) return "not evaluated: too large";
  return `not evaluated: too large (${file}${node ? `:${node.startPosition.row + 1}` : ""})`;
}
