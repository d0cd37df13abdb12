import type { Fault } from "#diagnostics";
import type { Section, Sections } from "./facts.ts";

/** One thing that a check found: what, where, why it matters, and one command. */
export interface Finding extends Omit<Fault, "fix"> {
  /** `error`: something will not work. `warning`: it works, and probably not as it is meant. */
  level: "error" | "warning";
  /** What comes of it, in one sentence. */
  why: string;
  /** The one command that puts it right, or that shows what has to be put right. */
  command: string;
}

/** A judgement over facts that were gathered before: it reads nothing and asks nobody. */
export interface Check {
  /** In kebab-case: what `skip` and the documentation call it. */
  name: string;
  /** What it makes sure of, in one sentence, for the documentation. */
  looksAt: string;
  /** The facts without which it is not made. */
  needs: readonly Section[];
  judge(known: Partial<Sections>, now: Date): Finding[];
}

interface CheckDefinition<Needs extends Section> {
  name: string;
  looksAt: string;
  needs: readonly Needs[];
  judge(known: Pick<Sections, Needs>, now: Date): Finding[];
}

/** A check whose judgement sees the facts that it needs, and no others. */
export function defineCheck<Needs extends Section>({ judge, ...rest }: CheckDefinition<Needs>): Check {
  return { ...rest, judge: (known, now) => judge(known as Pick<Sections, Needs>, now) };
}

/** A finding made of a fault that other code has told. */
export function findingOf(
  { fix: _fix, ...fault }: Fault,
  rest: Pick<Finding, "level" | "why" | "command">,
): Finding {
  return { ...fault, ...rest };
}
