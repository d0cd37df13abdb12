import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { WorkflowsFacts } from "#doctor";
import type { SourceTree } from "#flow-source";
import type { Suite } from "../suite.ts";
import { readWorkflow } from "./read-workflow.ts";

const FOLDER = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflows of the repository that use the suite. */
export async function gatherWorkflows(tree: SourceTree, suite: Suite): Promise<WorkflowsFacts> {
  const paths = [...(await tree.paths())].filter((path) => FOLDER.test(path)).sort();
  const texts = await tree.readMany(paths);
  const files = await Promise.all(
    [...texts].map(async ([path, text]) =>
      readWorkflow(path, text, suite.repository, await nearest(suite.templates, basename(path), text)),
    ),
  );
  return { files: files.filter((file) => file !== undefined), release: suite.release };
}

/** Of the templates of a name, one a situation, the one that most of the file's lines are from. */
async function nearest(folder: string, name: string, text: string): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.name === name).map((entry) => join(entry.parentPath, name));
  const templates = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  const lines = text.split("\n");
  const shared = (template: string) => {
    const known = new Set(template.split("\n"));
    return lines.filter((line) => known.has(line)).length;
  };
  return templates.sort((one, other) => shared(other) - shared(one))[0];
}
