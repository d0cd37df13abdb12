import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { type Fault, throwIfAny } from "#diagnostics";
import { readAction } from "./action-file.ts";
import { checksTable } from "./checks.ts";
import { commandLineTables } from "./command-line.ts";
import { faultCodes } from "./fault-codes.ts";
import { helpTexts } from "./help-texts.ts";
import type { Interface } from "./interface-file.ts";
import { recordsTable } from "./record-kinds.ts";
import { exampleBlock, inputsTable, interfaceTables, outputsTable } from "./tables.ts";
import { isReusable, readReusable, readTemplate, TEMPLATES } from "./workflow-file.ts";

/**
 * Everything that is generated from action.yml and workflow files: path from the repository's root to content.
 * Throws a FaultError with every missing description and every README without a place for its tables.
 */
export async function generateDocs(root: string): Promise<Map<string, string>> {
  const faults: Fault[] = [];
  const actions = await readActions(root, faults);
  const workflows = await readWorkflows(root, faults);
  const templates = await readTemplates(root, faults);
  const files = new Map<string, string>();
  for (const action of actions) {
    const path = `${action.path}/README.md`;
    const readme = existsSync(`${root}/${path}`) ? await readFile(`${root}/${path}`, "utf8") : "";
    const withInputs = fill(readme, "inputs", inputsTable(action.inputs), path, faults);
    files.set(path, fill(withInputs, "outputs", outputsTable(action.outputs), path, faults));
  }
  files.set("action-catalog.md", catalog(actions, workflows, templates));
  await addCommandLine(root, files, faults);
  await addTable(root, files, faults, "docs/on-the-server.md", "records", recordsTable());
  await addTable(root, files, faults, "docs/faults.md", "faults", faultCodes());
  await addTable(root, files, faults, "docs/doctor.md", "checks", checksTable());
  throwIfAny(faults);
  return files;
}

/** Fills the tables of the command line's page, where there is one, and writes down what its help says. */
async function addCommandLine(root: string, files: Map<string, string>, faults: Fault[]): Promise<void> {
  const path = "docs/command-line.md";
  if (!existsSync(`${root}/${path}`)) return;
  let page = await readFile(`${root}/${path}`, "utf8");
  for (const [command, options] of commandLineTables()) page = fill(page, command, options, path, faults);
  files.set(path, page);
  files.set("test/cli/help.txt", helpTexts());
}

/** Fills a table of a page, where there is the page. */
async function addTable(
  root: string,
  files: Map<string, string>,
  faults: Fault[],
  path: string,
  name: string,
  content: string,
): Promise<void> {
  if (!existsSync(`${root}/${path}`)) return;
  const page = await readFile(`${root}/${path}`, "utf8");
  files.set(path, fill(page, name, content, path, faults));
}

async function readActions(root: string, faults: Fault[]): Promise<Interface[]> {
  const names = await entries(`${root}/actions`);
  const withFile = names.filter((name) => existsSync(`${root}/actions/${name}/action.yml`));
  return Promise.all(withFile.map((name) => readAction(root, `actions/${name}`, faults)));
}

async function readWorkflows(root: string, faults: Fault[]): Promise<Interface[]> {
  // What e2e calls is for this repository alone.
  const paths = (await yamlFiles(root, ".github/workflows")).filter((path) => !/\/e2e-[^/]*$/.test(path));
  const read = paths.map(async (path) =>
    isReusable(await readFile(`${root}/${path}`, "utf8")) ? [await readReusable(root, path, faults)] : [],
  );
  return (await Promise.all(read)).flat();
}

/** Templates for GitHub; those in `reusable` are the examples of the workflows that they call. */
async function readTemplates(root: string, faults: Fault[]): Promise<Interface[]> {
  const others = [`${TEMPLATES}/reusable/`, `${TEMPLATES}/gitlab/`];
  const paths = (await yamlFiles(root, TEMPLATES)).filter(
    (path) => !others.some((folder) => path.startsWith(folder)),
  );
  return Promise.all(paths.map((path) => readTemplate(root, path, faults)));
}

/** Paths from `root` of a folder's files, those of its folders after its own. */
async function yamlFiles(root: string, folder: string): Promise<string[]> {
  const paths = (await entries(`${root}/${folder}`, { recursive: true })).filter((path) =>
    /\.ya?ml$/.test(path),
  );
  const depth = (path: string) => path.split("/").length;
  return paths.sort((a, b) => depth(a) - depth(b)).map((path) => `${folder}/${path}`);
}

async function entries(folder: string, options: { recursive?: boolean } = {}): Promise<string[]> {
  return existsSync(folder) ? (await readdir(folder, { ...options, encoding: "utf8" })).sort() : [];
}

/** Puts `content` between `<!-- name -->` and `<!-- /name -->`. */
function fill(text: string, name: string, content: string, file: string, faults: Fault[]): string {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    faults.push({
      code: "repository-unready",
      message: `There is no place for the table of ${name}.`,
      location: { file },
      fix: `Add the lines \`${begin}\` and \`${end}\`.`,
    });
    return text;
  }
  return `${text.slice(0, from)}${begin}\n${content}${text.slice(to)}`;
}

function catalog(actions: Interface[], workflows: Interface[], templates: Interface[]): string {
  const file = (path: string) => path.split("/").slice(1).join("/");
  return [
    "# Catalog\n\nEverything that can be used: what can be set and read, the permissions it needs, an example. Generated by `npm run docs`.\n",
    part("Actions", actions, file, (path) => `${path}/README.md`),
    part("Reusable workflows", workflows, (path) => path.replace(/^.*\//, "")),
    part("Workflow templates", templates, file),
  ]
    .filter(Boolean)
    .join("\n");
}

function part(
  title: string,
  all: Interface[],
  name: (path: string) => string,
  link = (path: string) => path,
): string {
  if (all.length === 0) return "";
  const sections = all.map((described) =>
    [
      `### [${name(described.path)}](${link(described.path)})\n\n${described.description}\n`,
      exampleBlock(described.example),
      interfaceTables(described, 4),
    ]
      .filter(Boolean)
      .join("\n"),
  );
  return `## ${title}\n\n${sections.join("\n")}`;
}
