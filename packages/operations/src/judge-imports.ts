import type { Fault } from "#diagnostics";
import { deploymentsText, type ImportReport, type ImportResult } from "#import-check";
import type { CheckImportsValues } from "./options/index.ts";

/** What is told of imports. */
export interface JudgedImports {
  /** What the job fails for. */
  faults: Fault[];
  warnings: Fault[];
}

/** Which results are faults, and which are only told. */
export function judgeImports(
  { results }: Pick<ImportReport, "results">,
  failOn: CheckImportsValues["failOn"],
): JudgedImports {
  const of = (verdict: ImportResult["verdict"]) =>
    results.filter((one) => one.verdict === verdict).flatMap(faultOf);
  const [failed, open] = [of("failed"), of("inconclusive")];
  const different = results.flatMap(differenceFault);
  if (failOn === "never") return { faults: [], warnings: [...failed, ...open, ...different] };
  return failOn === "failed"
    ? { faults: failed, warnings: [...open, ...different] }
    : { faults: [...failed, ...open], warnings: different };
}

function faultOf({ code, reason, fix, location, deployments }: ImportResult): Fault[] {
  if (code === null || reason === null) return [];
  return [
    {
      code,
      message: `${deploymentsText(deployments)}: ${reason}`,
      ...(fix === null ? {} : { fix }),
      ...(location === null ? {} : { location }),
    },
  ];
}

/** That the source tells something wrong, not just too little, has to be seen. */
function differenceFault({ differences, deployments, reading }: ImportResult): Fault[] {
  const unknown = differences.filter(({ isKnown }) => !isKnown);
  if (unknown.length === 0 || reading === null) return [];
  return [
    {
      code: "schema-differs",
      message: `${deploymentsText(deployments)}: its source tells other parameters than the flow itself has: ${unknown.map(({ what }) => what).join(", ")}.`,
      location: reading.location,
      fix: "Plan and apply with `flow-reader: image` and this check's `imports-file`.",
    },
  ];
}
