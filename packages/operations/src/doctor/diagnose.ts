import { type Fault, FaultError, similarNames } from "#diagnostics";
import { CHECKS, type Diagnosis, examine } from "#doctor";
import type { DoctorOptions } from "./doctor-options.ts";
import { gatherFacts } from "./gather.ts";
import { makeMissingPools } from "./make-pools.ts";

/**
 * Looks at everything that a deployment from here needs. Nothing is written but, with `fix`, the work pools that
 * are missing.
 *
 * @throws FaultError for a check that doesn't exist, and where `fix` can't make a pool
 */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const skipped = new Set(options.skip);
  const unknown = options.skip.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) throw new FaultError(unknown.map(noCheck));
  const now = new Date();
  const facts = await gatherFacts(options, now);
  const isFixed =
    options.fix && "value" in facts.pools && (await makeMissingPools(options, facts.pools.value.missing));
  const checks = CHECKS.filter(({ name }) => !skipped.has(name));
  return examine(checks, isFixed ? await gatherFacts(options, now) : facts, now);
}

function noCheck(name: string): Fault {
  const names = CHECKS.map((check) => check.name);
  const [meant] = similarNames(name, names, 3);
  return {
    code: "input-invalid",
    message: `There is no check ${JSON.stringify(name)} to skip.`,
    fix: meant ? `Did you mean ${meant}?` : `There are ${names.join(", ")}.`,
  };
}
