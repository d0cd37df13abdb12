import { defineCheck } from "../check.ts";
import { editCommand } from "../edit-command.ts";

export const workflowBranches = defineCheck({
  name: "workflow-branches",
  looksAt: "Workflows that pushes start are started by those to the default branch.",
  needs: ["workflows", "environments"],
  judge: ({ workflows: { files }, environments: { defaultBranch } }) =>
    files.flatMap(({ path, branches }) =>
      branches === null || branches.some((pattern) => matches(pattern, defaultBranch))
        ? []
        : [
            {
              code: "workflow-branch",
              location: { file: path },
              level: "error",
              message: `It starts for pushes to ${branches.join(", ")}, and the default branch is ${defaultBranch}.`,
              why: "A merge deploys nothing.",
              command: editCommand({ file: path }),
            },
          ],
    ),
});

/** GitHub's patterns of branches, as far as they are used for a default branch. */
function matches(pattern: string, branch: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(
    `^${escaped.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*")}$`,
  ).test(branch);
}
