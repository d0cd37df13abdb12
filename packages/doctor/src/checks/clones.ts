import { defineCheck, type Finding } from "../check.ts";
import type { CloneFacts } from "../facts.ts";
import { shellWord } from "../shell-word.ts";

export const clones = defineCheck({
  name: "clones",
  looksAt: "The repositories that pull steps clone can be read with what the step says, and have the branch.",
  needs: ["clones"],
  judge: ({ clones: all }) => all.flatMap(judgeClone),
});

function judgeClone({ address, branch, tried, deployments }: CloneFacts): Finding[] {
  const about = { deployments, command: `git ls-remote --heads ${shellWord(address)}` };
  if (tried.kind === "no-branch")
    return [
      {
        ...about,
        code: "clone-refused",
        level: "error",
        message: `The repository ${address} has no branch ${branch}, which a pull step clones.`,
        why: "Every run fails in its pull step.",
      },
    ];
  if (tried.kind === "refused")
    return [
      {
        ...about,
        code: "clone-refused",
        level: "error",
        message: `The repository ${address} can't be read ${tried.hadCredentials ? "with the token of the pull step" : "without a token, and the pull step has none"}: ${tried.said}`,
        why: "Every run fails in its pull step.",
      },
    ];
  if (tried.kind === "unreachable")
    return [
      {
        ...about,
        code: "clone-refused",
        level: "warning",
        message: `The host of the repository ${address} is not reached from here: ${tried.said}`,
        why: "Whether workers can clone it is not known.",
      },
    ];
  return [];
}
