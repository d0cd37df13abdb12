import { FaultError } from "#diagnostics";
import type { Cli } from "./cli.ts";

/** What `detect --json` says of what to apply. */
export interface Changes {
  deployments: string[];
  removed: string[];
  /** By `flow-name/deployment-name`. */
  reasons: Record<string, string>;
}

/** Reads the result of `detect --json`; `named` says that the command line names deployments too. */
export async function readChanges(cli: Cli, file: string, named: boolean): Promise<Changes> {
  if (named) {
    throw new FaultError({
      message: "Both the command line and --changes say which deployments are meant.",
      fix: "Leave one of them out.",
    });
  }
  const { deployments, removed, reasons } = await readResult(cli, file);
  if (isTexts(deployments) && isTexts(removed) && isTextMap(reasons))
    return { deployments, removed, reasons };
  throw notAResult(file, "detect --json");
}

/** Reads the schedules that `apply --json` made. */
export async function readNewSchedules(cli: Cli, file: string): Promise<string[]> {
  const { newSchedules } = await readResult(cli, file);
  if (isTexts(newSchedules)) return newSchedules;
  throw notAResult(file, "apply --json");
}

async function readResult({ read }: Cli, file: string): Promise<Record<string, unknown>> {
  const text = await read(file);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function notAResult(file: string, command: string): FaultError {
  const name = file === "-" ? "standard input" : file;
  return new FaultError({
    message: `What ${name} holds is not the result of \`${command}\`.`,
    fix: `Write it with \`prefect-cicd ${command} > FILE\`, and check that this command succeeded.`,
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isTextMap(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && isTexts(Object.values(value))
  );
}
