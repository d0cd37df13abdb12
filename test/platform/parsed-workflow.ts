import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#services";

export interface ParsedStep {
  if?: string;
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  "continue-on-error"?: boolean;
  env?: Record<string, string>;
  with?: Record<string, string | number | boolean>;
}

export interface ParsedJob {
  name?: string;
  needs?: string | string[];
  if?: string;
  uses?: string;
  environment?: string | { name: string; url?: string; deployment?: false };
  concurrency?: { group: string; queue?: string; "cancel-in-progress": boolean };
  permissions?: Record<string, string>;
  secrets?: Record<string, string> | string;
  with?: Record<string, string>;
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  "runs-on"?: string | string[];
  "timeout-minutes"?: number;
  steps?: ParsedStep[];
}

/** What a job's environment is called unless a variable or an input says otherwise, such as `dev`. */
export function environmentOf({ environment }: ParsedJob): string | undefined {
  const name = typeof environment === "object" ? environment.name : environment;
  return name?.replace(/^\$\{\{ (?:vars\.\w+ \|\| '([\w-]+)'|inputs\.([\w-]+)-environment) \}\}$/, "$1$2");
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
export function workflowsIn(folder: string, named = /\.yml$/): Map<string, ParsedWorkflow> {
  const names = readdirSync(join(projectRoot, folder)).filter((name) => named.test(name));
  return new Map(
    names.map((name) => [
      name.replace(/\.yml$/, ""),
      parse(readFileSync(join(projectRoot, folder, name), "utf8")) as ParsedWorkflow,
    ]),
  );
}

const PIPELINES = /^(prefect|flows)-.*\.yml$/;
const FOLDER = "workflows-templates";

export const templates = workflowsIn(FOLDER, PIPELINES);
export const reusables = workflowsIn(".github/workflows", PIPELINES);
export const callers = workflowsIn(`${FOLDER}/reusable`);

/** Templates of what stands beside the pipelines. */
export const besides = new Map([...workflowsIn(FOLDER)].filter(([name]) => !templates.has(name)));

/** Pipelines for other situations, by `folder/name`. */
export const variants = new Map(
  readdirSync(join(projectRoot, FOLDER), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["reusable", "gitlab"].includes(entry.name))
    .flatMap(({ name: folder }) =>
      [...workflowsIn(`${FOLDER}/${folder}`)].map(([name, file]): [string, ParsedWorkflow] => [
        `${folder}/${name}`,
        file,
      ]),
    ),
);
/** What checks and releases this repository itself. */
export const own = new Map([...workflowsIn(".github/workflows")].filter(([name]) => !reusables.has(name)));
