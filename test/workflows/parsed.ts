import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#real-parts";

export interface ParsedStep {
  if?: string;
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
}

export interface ParsedJob {
  name?: string;
  needs?: string | string[];
  if?: string;
  uses?: string;
  environment?: string;
  concurrency?: { group: string; queue?: string; "cancel-in-progress": boolean };
  permissions?: Record<string, string>;
  secrets?: Record<string, string> | string;
  with?: Record<string, string>;
  env?: Record<string, string>;
  "runs-on"?: string | string[];
  steps?: ParsedStep[];
}

export interface ParsedWorkflow {
  name: string;
  on: Record<string, Record<string, unknown> | null>;
  permissions: Record<string, string>;
  concurrency?: ParsedJob["concurrency"];
  env?: Record<string, string>;
  jobs: Record<string, ParsedJob>;
}

/** The committed workflows of a folder, by file name without `.yml`. */
export function workflowsIn(folder: string): Map<string, ParsedWorkflow> {
  const names = readdirSync(join(projectRoot, folder)).filter((name) =>
    /^(prefect|flows)-.*\.yml$/.test(name),
  );
  return new Map(
    names.map((name) => [
      name.replace(/\.yml$/, ""),
      parse(readFileSync(join(projectRoot, folder, name), "utf8")) as ParsedWorkflow,
    ]),
  );
}

export const templates = workflowsIn("workflows-templates");
export const reusables = workflowsIn(".github/workflows");
export const callers = workflowsIn("workflows-templates/reusable");
