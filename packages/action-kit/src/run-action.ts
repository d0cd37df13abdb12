import * as core from "@actions/core";
import { FaultError } from "#diagnostics";
import { annotateError, annotateWarning, debug } from "./log.ts";
import { redact } from "./secrets.ts";

/**
 * Runs an action and turns whatever is thrown into a clear failure: each fault of a {@link FaultError} becomes
 * an annotation, anything else is reported as a defect, with its stack only when debug logging is on. Never
 * rejects; the process's exit code tells.
 */
export async function runAction(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    process.exitCode = core.ExitCode.Failure;
    if (error instanceof FaultError) reportFaults(error);
    else reportDefect(error);
  }
}

/**
 * Runs a post step. Its job is to clean up, so nothing that goes wrong there fails a job that did its work:
 * it becomes a warning.
 */
export async function runPostStep(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    annotateWarning({ code: "clean-up-failed", message: `The step's clean-up failed: ${messageOf(error)}` });
    debug(stackOf(error));
  }
}

function reportFaults({ faults }: FaultError): void {
  for (const fault of faults) annotateError(fault);
  if (faults.length > 1) core.error(`${faults.length} problems were found; each is listed above.`);
}

function reportDefect(error: unknown): void {
  core.error(
    redact(
      `Unexpected error, probably a defect of prefect-cicd: ${messageOf(error)} ` +
        "Run the job again with debug logging for details, and please report it.",
    ),
  );
  debug(stackOf(error));
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
