// GitHub's own parser: which keys there are, and which contexts an expression may read where.
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { workflowFiles } from "../../../pipelines/index.ts";
import { own } from "../../platform/parsed-workflow.ts";
import { STAMP } from "../act-copies.ts";
import { textOf } from "./workflows.ts";

const files = new Map([
  ...workflowFiles(STAMP),
  ...[...own.keys()].map((name): [string, string] => {
    const path = `.github/workflows/${name}.yml`;
    return [path, textOf(path)];
  }),
]);

/** What GitHub would say of a file: conditions are only looked at when it is made into a workflow. */
async function errorsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const parsed = context.errors.getErrors().map(({ message }) => message);
  if (value === undefined) return parsed;
  const { errors = [] } = await convertWorkflowTemplate(context, value);
  return [...new Set([...parsed, ...errors.map(({ Message }) => Message)])];
}

test.each([...files])("takes %s", async (name, content) => {
  expect(await errorsOf(name, content)).toEqual([]);
  expect(await errorsOf(name, content.replace(/^permissions:/m, "permission:"))).not.toEqual([]);
});

test.each([
  [
    "an environment's name",
    "name: ${{ vars.PREFECT_DEV_ENVIRONMENT || 'dev' }}",
    "name: ${{ env.DEV }}",
    "env",
  ],
  [
    "a job's group",
    "group: prefect-${{ vars.PREFECT_DEV_ENVIRONMENT || 'dev' }}",
    "group: x-${{ env.A }}",
    "env",
  ],
  ["a run's group", "group: deployments-${{", "group: ${{ needs.a }}-${{", "needs"],
  ["a job's condition", "!failure() && !cancelled()", "env.TAG_PREFIX != '' && !cancelled()", "env"],
  [
    "a step's condition",
    "if: steps.access.outputs",
    "if: secrets.KEY != '' && steps.access.outputs",
    "secrets",
  ],
  ["a job's variables", "PREFECT_API_URL: ${{ vars.", "PREFECT_API_URL: ${{ env.A }}${{ vars.", "env"],
])("refuses a context that can't be read in %s", async (_where, from, to, context) => {
  const path = "workflows-templates/prefect-deployments-pull-request.yml";
  const text = files.get(path) ?? "";
  expect(text).toContain(from);
  const errors = await errorsOf(path, text.replace(from, to));
  expect(errors.join()).toContain(`Unrecognized named-value: '${context}'`);
});

test.each(["main", "master"])(
  "a repository whose default branch is %s edits one line a file",
  async (branch) => {
    for (const [path, text] of files) {
      if (!path.startsWith("workflows-templates/")) continue;
      const edited = text.replace("    branches: [main]", `    branches: [${branch}]`);
      expect(await errorsOf(path, edited)).toEqual([]);
      if (branch === "master")
        expect(edited).not.toMatch(/(refs\/heads|origin)\/main\b|(ref|branch): main\b/);
    }
  },
);
