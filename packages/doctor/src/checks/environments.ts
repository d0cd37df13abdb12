import { defineCheck, type Finding } from "../check.ts";
import type { EnvironmentFacts } from "../facts.ts";
import { shellWord } from "../shell-word.ts";

/** How GitHub calls the ref of a pull request, as an environment's pattern has to name it. */
const PULL_REQUESTS = "refs/pull/*/merge";

export const environments = defineCheck({
  name: "environments",
  looksAt:
    "The environments that workflows enter exist, admit the right refs and no tag, and don't wait for a review.",
  needs: ["environments"],
  judge: ({ environments: { repository, defaultBranch, environments: all } }) =>
    [...all].flatMap(([name, facts]) => {
      const path = `repos/${repository}/environments/${encodeURIComponent(name)}`;
      if (!facts.isThere) return [missing(name, path)];
      if (!facts.asksServer) return [];
      return [...admitted(name, facts, defaultBranch, path), ...reviewed(name, facts, path)];
    }),
});

function missing(name: string, path: string): Finding {
  return {
    code: "environment-missing",
    level: "error",
    message: `The repository has no environment ${name}.`,
    why: "GitHub makes an empty one that admits every branch when a job enters it, and the job finds no server.",
    command: `gh api -X PUT ${shellWord(path)} -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`,
  };
}

function admitted(name: string, { admits }: EnvironmentFacts, branch: string, path: string): Finding[] {
  const policies = `${path}/deployment-branch-policies`;
  const add = (pattern: string) => `gh api ${shellWord(policies)} -f name=${shellWord(pattern)}`;
  const open = (message: string, why: string, command: string): Finding => ({
    ...{ code: "environment-open", message, why, command },
    level: "error",
  });
  if (admits === "any")
    return [
      {
        ...open(
          `The environment ${name} admits every branch and tag.`,
          "Whoever may push a branch can read its secrets by a workflow of their own.",
          `gh api -X PUT ${shellWord(path)} -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`,
        ),
        level: "warning",
      },
    ];
  if (admits === "protected") return [];
  const tags = admits.filter(({ type }) => type === "tag").map((one) => one.name);
  const names = admits.filter(({ type }) => type === "branch").map((one) => one.name);
  const isDev = name.startsWith("dev");
  return [
    ...(names.includes(branch) || names.includes("*")
      ? []
      : [
          open(
            `The environment ${name} does not admit the default branch ${branch}.`,
            "A merge deploys nothing there.",
            add(branch),
          ),
        ]),
    ...(!isDev || names.includes(PULL_REQUESTS) || names.includes("*")
      ? []
      : [
          open(
            `The environment ${name} does not admit pull requests.`,
            "Their deployments are not tried there.",
            add(PULL_REQUESTS),
          ),
        ]),
    ...(tags.length === 0
      ? []
      : [
          open(
            `The environment ${name} admits tags: ${tags.join(", ")}.`,
            "Whoever may push a tag chooses the workflow that gets its secrets.",
            `gh api ${shellWord(policies)}`,
          ),
        ]),
  ];
}

function reviewed(name: string, { hasReviewers }: EnvironmentFacts, path: string): Finding[] {
  if (!hasReviewers) return [];
  return [
    {
      code: "environment-reviewers",
      level: "error",
      message: `The environment ${name} has reviewers, and jobs deploy in it.`,
      why: "One question that nobody answers holds up every later deployment.",
      command: `gh api -X PUT ${shellWord(path)} -F 'reviewers[]'`,
    },
  ];
}
