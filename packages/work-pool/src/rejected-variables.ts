import { type Fault, FaultError, formatFault, type Reporter } from "#diagnostics";
import { isObject } from "#json";
import type { Deployment } from "#prefect-api";
import { jobVariableCheck } from "./job-variables/check-job-variables.ts";
import type { JobVariableProblem } from "./job-variables/problems.ts";
import type { Template } from "./template/template.ts";

/** What a live deployment loses by a new template. */
export interface RejectedVariables {
  /** `flow-name/deployment-name`. */
  deployment: string;
  /** One sentence part each: `memory must be integer`. */
  reasons: string[];
}

/**
 * Deployments of the pool whose `job_variables` the present template takes and the new one would not: their runs
 * would fail, or a variable would silently lose its effect. The server checks job variables only when a deployment
 * is written or a run is made (`_validate_work_pool_job_variables`), never when a template changes.
 */
export function rejectedJobVariables(
  deployments: readonly Pick<Deployment, "key" | "job_variables">[],
  present: Template | undefined,
  next: Template,
): RejectedVariables[] {
  const before = jobVariableCheck(present);
  const after = jobVariableCheck(next);
  return deployments
    .map(({ key, job_variables }) => {
      const variables = isObject(job_variables) ? job_variables : {};
      const known = new Set(before.deployment(variables).map(reasonOf));
      const reasons = after.deployment(variables).map(reasonOf);
      return { deployment: key, reasons: reasons.filter((reason) => !known.has(reason)) };
    })
    .filter(({ reasons }) => reasons.length > 0)
    .sort((one, other) => one.deployment.localeCompare(other.deployment));
}

/**
 * Tells of them, each by itself or all in one warning.
 *
 * @throws FaultError where that is asked for
 */
export function tellRejected(
  rejected: readonly RejectedVariables[],
  choice: "warn" | "error",
  reporter: Reporter,
): void {
  const faults = rejected.map(
    ({ deployment, reasons }): Fault => ({
      code: "job-variable-refused",
      message: `${deployment}: the new template does not take its job variables: ${reasons.join("; ")}.`,
      fix: "Change the deployment's job variables together with the template.",
    }),
  );
  const [first] = faults;
  if (!first) return;
  if (choice === "error") throw new FaultError(faults);
  const all: Fault = {
    code: "job-variable-refused",
    message: `The new template does not take the job variables of ${faults.length} live deployments, such as ${formatFault({ message: first.message })}`,
    fix: "Change them together with the template; the summary lists all.",
  };
  reporter.warning(faults.length === 1 ? first : all);
}

function reasonOf({ kind, path, what }: JobVariableProblem): string {
  const now = kind === "missing" && what === "is required" ? `${what} now` : what;
  return path.length === 0 ? `they ${now}` : `${path.join(".")} ${now}`;
}
