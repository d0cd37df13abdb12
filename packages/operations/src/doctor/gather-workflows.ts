import type { WorkflowsFacts } from "#doctor";
import type { SourceTree } from "#flow-source";
import { nearestTemplate } from "../nearest-template.ts";
import type { Suite } from "../suite.ts";
import { readWorkflow } from "./read-workflow.ts";

/** Where GitHub looks for workflows. */
export const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflows of the repository that use the suite. */
export async function gatherWorkflows(tree: SourceTree, suite: Suite): Promise<WorkflowsFacts> {
  const paths = [...(await tree.paths())].filter((path) => WORKFLOW.test(path)).sort();
  const texts = await tree.readMany(paths);
  const files = await Promise.all(
    [...texts].map(async ([path, text]) =>
      readWorkflow(path, text, suite.repository, await nearestTemplate(suite.templates, path, text)),
    ),
  );
  return { files: files.filter((file) => file !== undefined), release: suite.release };
}
