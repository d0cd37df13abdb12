import type { Fault } from "#diagnostics";
import { type JobVariableProblem, NOT_DECLARED } from "./problems.ts";

/** Whose job variables are checked, and against what. */
export interface CheckedJobVariables {
  workPool: string;
  /** The trigger that they are of; undefined for the deployment's own. */
  trigger?: string;
}

/** What is wrong with job variables as a fault; never a value of theirs, which may be secret. */
export function jobVariableFault(problem: JobVariableProblem, checked: CheckedJobVariables): Fault {
  const { kind, path, what, meant } = problem;
  const name = path.join(".");
  const owner = checked.trigger ? `the trigger "${checked.trigger}"` : "the deployment";
  const ofTrigger = checked.trigger ? ` of ${owner}` : "";
  const pool = `The work pool "${checked.workPool}"`;
  if (kind === "undeclared") {
    return {
      code: "job-variable-unknown",
      message: `${pool} declares no job variable ${name}${ofTrigger}: it has no effect.`,
      fix: meant ? `Did you mean ${meant}?` : "Take it out, or declare it in the pool's base job template.",
    };
  }
  if (kind === "missing") {
    const message =
      what === "is required"
        ? `${pool} requires the job variable ${name}, which neither ${owner} nor the pool's template gives: runs fail unless they give it.`
        : `${pool} refuses a run of ${owner} that gives no other job variables: ${name || "they"} ${what}.`;
    return {
      code: "job-variable-refused",
      message,
      fix: "Give it in the deployment, or give it a default in the base job template.",
    };
  }
  if (name === "") {
    return {
      code: "job-variable-refused",
      message: `${pool} doesn't take the job variables${ofTrigger}: they ${what}.`,
      fix: "Fix the pool's base job template.",
    };
  }
  return {
    code: "job-variable-refused",
    message: `${pool} doesn't take the job variable ${name}${ofTrigger}: it ${what}.`,
    fix: meant ? `Did you mean ${meant}?` : fixOf(what, checked.trigger !== undefined),
  };
}

function fixOf(what: string, isTrigger: boolean): string {
  if (what === "is required") {
    return isTrigger
      ? "Give it in the trigger too: the server checks a trigger's job variables without the deployment's."
      : "Give it.";
  }
  return what === NOT_DECLARED
    ? "Take it out, or declare it in the pool's base job template."
    : "Change the value, or the pool's base job template.";
}
