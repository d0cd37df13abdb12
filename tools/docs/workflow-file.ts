import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isMap, parse, parseDocument } from "yaml";
import type { Fault } from "#diagnostics";
import { SECRETS, VARIABLES } from "../../pipelines/configuration.ts";
import { DescribedYaml, type Interface, type Parameter, type Permission } from "./interface-file.ts";

export const TEMPLATES = "workflows-templates";

interface Job {
  name?: string;
  environment?: string | { name: string };
  permissions?: Record<string, string>;
}

/** Whether a workflow is made for nothing but to be called by another one. */
export function isReusable(text: string): boolean {
  const triggers = parseDocument(text).get("on");
  return isMap(triggers) && triggers.items.length === 1 && triggers.has("workflow_call");
}

/** Reads a reusable workflow; its example is its caller, the template of the same name. */
export async function readReusable(root: string, path: string, faults: Fault[]): Promise<Interface> {
  const workflow = await readWorkflow(root, path, faults);
  const { source } = workflow;
  const caller = `${TEMPLATES}/reusable/${path.split("/").at(-1)}`;
  const text = existsSync(`${root}/${caller}`) ? await readFile(`${root}/${caller}`, "utf8") : "";
  const [code] = /^jobs:\n.*/ms.exec(text) ?? [];
  if (code === undefined) source.lacks("The workflow has no caller, its example.", 1, `Write ${caller}.`);
  return {
    ...workflow.read,
    inputs: source.parameters(["on", "workflow_call", "inputs"]),
    secrets: source.parameters(["on", "workflow_call", "secrets"]),
    outputs: source.parameters(["on", "workflow_call", "outputs"]),
    example: { language: "yaml", code: code ?? "" },
  };
}

/** Reads a workflow to copy: what is set at its top, what it is started with by hand, what it reads of its repository. */
export async function readTemplate(root: string, path: string, faults: Fault[]): Promise<Interface> {
  const { read, source, text } = await readWorkflow(root, path, faults);
  return {
    ...read,
    inputs: [...source.commented(["env"]), ...source.parameters(["on", "workflow_dispatch", "inputs"])],
    secrets: configured("secrets", SECRETS, text, source),
    example: { language: "", code: `cp ../prefect-cicd/${path} .github/workflows/\n` },
  };
}

async function readWorkflow(root: string, path: string, faults: Fault[]) {
  const text = await readFile(`${root}/${path}`, "utf8");
  const source = new DescribedYaml(path, text, faults);
  const read = {
    name: source.text(["name"]),
    path,
    description: source.openingComment(text),
    variables: configured("vars", VARIABLES, text, source),
    outputs: [],
    permissions: permissionsOf(text),
  };
  return { read, source, text };
}

/** The variables or secrets that a workflow reads, in the order in which it does. */
function configured(
  context: "vars" | "secrets",
  descriptions: Record<string, string>,
  text: string,
  source: DescribedYaml,
): Parameter[] {
  const names = new Set(
    [...text.matchAll(new RegExp(`\\b${context}\\.([A-Z0-9_]+)`, "g"))].map(([, name = ""]) => name),
  );
  return [...names].map((name) => {
    const description = descriptions[name] ?? "";
    if (description === "") {
      source.lacks(`Nothing says what ${name} is.`, 1, "Describe it in pipelines/configuration.ts.");
    }
    return { name, description, required: false, default: undefined };
  });
}

/** What an environment is called unless a variable or an input says otherwise. */
function environmentName(environment: Job["environment"]): string | undefined {
  const name = typeof environment === "object" ? environment.name : environment;
  return name?.replace(/^\$\{\{ (?:vars\.\w+ \|\| '([\w-]+)'|inputs\.([\w-]+)-environment) \}\}$/, "$1$2");
}

function permissionsOf(text: string): Permission[] {
  const { jobs = {} } = (parse(text) ?? {}) as { jobs?: Record<string, Job> };
  return Object.entries(jobs).map(([id, { name = id, environment, permissions = {} }]) => ({
    of: name,
    environment: environmentName(environment),
    granted: Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}`),
  }));
}
