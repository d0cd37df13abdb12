import { type Fault, formatFault } from "#diagnostics";
import { buildDesiredDeployment, readProject } from "../../src/index.ts";
import { ENVIRONMENT } from "../built-environment.ts";
import { contextOf } from "../environment-context.ts";
import { treeOf } from "../folder-tree.ts";
import { INPUTS } from "./inputs.ts";

/** What was made of one hostile input. */
export interface HostileAnswer {
  name: string;
  /** The first faults and warnings as they are shown. */
  told: string[];
  /** How long the longest text is that would be shown. */
  longest: number;
  /** What it took, without what other processes of a busy machine took meanwhile. */
  milliseconds: number;
  /** The most that the process has held so far. */
  megabytes: number;
}

const FLOW = {
  name: "flow",
  description: null,
  version: null,
  parameterSchema: {
    title: "Parameters",
    type: "object",
    properties: {
      limit: { type: "integer" },
      limits: { type: "array", items: { type: "integer" } },
      word: { type: "string", pattern: "^(a+)+$" },
    },
  },
};

/** Reads and builds everything of a project, as a plan does. */
async function answer(name: string): Promise<HostileAnswer> {
  const { files, prefectFiles = ["prefect.yaml"], baseFile } = INPUTS[name] as (typeof INPUTS)[string];
  const tree = treeOf(files());
  const start = { wall: performance.now(), cpu: process.cpuUsage() };
  const project = await readProject(tree, { prefectFiles, ...(baseFile ? { baseFile } : {}) });
  const context = contextOf(ENVIRONMENT, FLOW, { unsetVariables: "error", buildSteps: "ignore" });
  const faults: Fault[] = [...project.faults];
  const warnings: Fault[] = [...project.warnings];
  for (const definition of project.definitions) {
    const built = await buildDesiredDeployment(definition, context);
    faults.push(...built.faults);
    warnings.push(...built.warnings);
    JSON.stringify([definition.fingerprint, built.deployment]);
  }
  const { user, system } = process.cpuUsage(start.cpu);
  const wall = performance.now() - start.wall;
  const told = faults.map(formatFault);
  const all = [...told, ...warnings.map(formatFault)];
  return {
    name,
    told: told.slice(0, 5).map((text) => text.slice(0, 500)),
    longest: all.reduce((most, text) => Math.max(most, text.length), 0),
    milliseconds: Math.min(wall, (user + system) / 1000),
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

for (const name of process.argv.slice(2)) console.log(JSON.stringify(await answer(name)));
