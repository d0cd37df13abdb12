import { defineCheck } from "../check.ts";
import { shellWord } from "../shell-word.ts";

export const pullNames = defineCheck({
  name: "pull-names",
  looksAt:
    "The blocks and variables that pull steps name are on the server: workers fill them in at each run.",
  needs: ["names"],
  judge: ({ names }) =>
    names
      .filter(({ isThere }) => !isThere)
      .map(({ kind, name, deployments }) => ({
        code: kind === "block" ? "block-missing" : "placeholder-unset",
        level: "error",
        message: `A pull step names the ${kind} ${name}, and the server has none of that name.`,
        deployments,
        why: "Every run fails in its pull step.",
        command:
          kind === "block"
            ? `prefect block create ${shellWord(name.split(".")[0] ?? "")}`
            : `prefect variable set ${shellWord(name)} …`,
      })),
});
