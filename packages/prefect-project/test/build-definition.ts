import { type Fault, formatFault } from "#diagnostics";
import { type BuildContext, buildDesiredDeployment, readProject } from "../src/index.ts";
import { ENVIRONMENT } from "./built-environment.ts";
import { contextOf } from "./environment-context.ts";
import { treeOf } from "./folder-tree.ts";

export const FLOW = {
  name: "flow",
  description: "What it does.",
  version: null,
  parameterSchema: {
    title: "Parameters",
    type: "object",
    properties: {
      limit: { type: "integer", title: "limit" },
      tags: { title: "tags" },
      dsn: { title: "dsn" },
    },
    required: ["limit"],
  },
};

const HEAD =
  "entrypoint: 'flows/a.py:a', work_pool: {name: pool, job_variables: {env: {A: '1', B: '2'}, image: i}}";

/** Builds one deployment of the parity flow; `rest` are further top-level keys of its file. */
export async function build(deployment: string, context: Partial<BuildContext> = {}, rest = "") {
  const tree = treeOf({ "prefect.yaml": `deployments: [{name: a, ${HEAD}, ${deployment}}]\n${rest}` });
  const { definitions, faults } = await readProject(tree, { prefectFiles: ["prefect.yaml"] });
  expect(faults).toEqual([]);
  const [definition] = definitions;
  if (!definition) throw new Error("No deployment was read.");
  return buildDesiredDeployment(definition, contextOf(ENVIRONMENT, FLOW, context));
}

/** The same for a definition that is sound. */
export async function built(deployment: string, context: Partial<BuildContext> = {}, rest = "") {
  const { deployment: desired, faults } = await build(deployment, context, rest);
  expect(faults).toEqual([]);
  if (!desired) throw new Error("Nothing was built.");
  return desired;
}

/** What is wrong with a deployment, a line each. */
export async function faultsOf(
  deployment: string,
  context: Partial<BuildContext> = {},
  rest = "",
): Promise<string[]> {
  return (await build(deployment, context, rest)).faults.map((fault: Fault) => formatFault(fault));
}
