import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { projectRoot, runBundle, type StepOptions, type StepResult } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import type { FlowImages } from "./flow-images.ts";

/** A repository of flows, each file `flows/<name>.py` with a deployment `one`, run by an image that a job variable names. */
export async function flowRepository(
  image: string | null,
  flows: Record<string, string>,
  { pull = CLONE, files = {} }: { pull?: string; files?: Record<string, string> } = {},
) {
  const repository = await temporaryRepository();
  const variables = image === null ? "" : `, job_variables: {image: "${image}"}`;
  const deployments = Object.keys(flows).map(
    (name) => `  - {name: one, entrypoint: "flows/${name}.py:${name}", work_pool: {name: pool${variables}}}`,
  );
  await repository.commit({
    "prefect.yaml": `${pull}\ndeployments:\n${deployments.join("\n")}\n`,
    ...Object.fromEntries(Object.entries(flows).map(([name, text]) => [`flows/${name}.py`, text])),
    ...files,
  });
  return repository;
}

const CLONE =
  "pull:\n  - prefect.deployments.steps.git_clone: {repository: https://github.example/acme/platform.git, branch: main}";

/** A flow's file: what comes before it, and the flow. */
export const flowOf = (name: string, before = "") =>
  `${before}${before === "" ? "" : "\n"}from prefect import flow\n\n\n@flow\ndef ${name}(limit: int = 1):\n    pass\n`;

/** Runs the action on a repository, with the engine and the log-in of `images`. */
export function checkImports(
  images: FlowImages,
  root: string,
  inputs: Record<string, string> = {},
  more: Partial<StepOptions> = {},
): Promise<StepResult> {
  const { env, ...step } = more;
  return runBundle("check-imports", {
    inputs,
    workspace: root,
    env: { ...images.engine.env, ...env },
    ...step,
  });
}

interface ImportsFile {
  results: {
    deployments: string[];
    verdict: string;
    chain: string[];
    reason: string | null;
    output: string;
    reading: { description: string | null; parameterSchema: unknown } | null;
  }[];
  places: { exactly: string; python: string | null; prefect: string | null; flows: number }[];
}

/** The imports-file of a step, held to its schema, with the results by deployment. */
export async function importsOf({ outputs }: StepResult) {
  const read = async (path: string) => JSON.parse(await readFile(path, "utf8"));
  const schema = await read(join(projectRoot, "schemas/imports.schema.json"));
  const file = (await read(outputs["imports-file"] ?? "")) as ImportsFile;
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  validate(file);
  expect(validate.errors).toBeNull();
  const results = new Map(
    file.results.flatMap((result) => result.deployments.map((key) => [key, result] as const)),
  );
  return { results, places: file.places };
}
