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
  const of = (verdict: ImportResult["verdict"]) => {
    const some = results.filter((one) => one.verdict === verdict);
    const ofImages = some.filter(({ code }) => code === "image-unfit");
    return [...imageFaults(ofImages), ...some.filter((one) => !ofImages.includes(one)).flatMap(faultOf)];
  };
  const [failed, open] = [of("failed"), of("inconclusive")];
  const different = results.flatMap(differenceFault);
  if (failOn === "never") return { faults: [], warnings: [...failed, ...open, ...different] };
  return failOn === "failed"
    ? { faults: failed, warnings: [...open, ...different] }
    : { faults: [...failed, ...open], warnings: different };
}

/** What is the matter with an image strikes all that run in it, and is told once. */
function imageFaults(results: readonly ImportResult[]): Fault[] {
  const reasons = [...new Set(results.flatMap(({ reason }) => reason ?? []))];
  return reasons.map((message) => {
    const some = results.filter(({ reason }) => reason === message);
    const fix = some[0]?.fix ?? undefined;
    return {
      ...{ code: "image-unfit" as const, message },
      ...(fix === undefined ? {} : { fix }),
      deployments: some.flatMap(({ deployments }) => deployments),
    };
  });
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
