import type { Check, Finding } from "./check.ts";
import type { Facts, Section, Sections } from "./facts.ts";

/** A finding with the check that made it. */
export type CheckedFinding = Finding & { check: string };

/** What all checks came to. */
export interface Diagnosis {
  /** Errors first, in the order of the checks. */
  findings: CheckedFinding[];
  /** Checks that found nothing. */
  passed: string[];
  /** Checks that could not be made, and in a few words why. */
  notMade: { check: string; why: string }[];
}

/** Makes every check that has its facts. */
export function examine(checks: readonly Check[], facts: Facts, now: Date): Diagnosis {
  const diagnosis: Diagnosis = { findings: [], passed: [], notMade: [] };
  for (const check of checks) {
    const lacking = check.needs.map((name) => facts[name]).find((fact) => "lacks" in fact);
    if (lacking && "lacks" in lacking) {
      diagnosis.notMade.push({ check: check.name, why: lacking.lacks });
      continue;
    }
    const found = check.judge(valuesOf(facts, check.needs), now);
    if (found.length === 0) diagnosis.passed.push(check.name);
    diagnosis.findings.push(...found.map((finding) => ({ check: check.name, ...finding })));
  }
  const rank = { error: 0, warning: 1 };
  diagnosis.findings.sort((one, other) => rank[one.level] - rank[other.level]);
  return diagnosis;
}

/** Whether anything will not work. */
export function hasErrors({ findings }: Diagnosis): boolean {
  return findings.some(({ level }) => level === "error");
}

function valuesOf(facts: Facts, names: readonly Section[]): Partial<Sections> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const fact = facts[name];
      return "value" in fact ? [[name, fact.value]] : [];
    }),
  );
}
