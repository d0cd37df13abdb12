import { defineCheck, type Finding } from "../check.ts";
import { shellWord } from "../shell-word.ts";

export const undeclared = defineCheck({
  name: "undeclared",
  looksAt:
    "Every deployment that was applied from here is still declared, and so is every one in the work pools that are named here, unless others keep records of it.",
  needs: ["files", "live"],
  judge: ({ files: { keys, isWhole, deployments: wanted }, live: { deployments } }) => {
    // What a file that can't be read declares is not known.
    if (!isWhole) return [];
    const declared = new Set(keys);
    const others = deployments.filter(({ key }) => !declared.has(key));
    const left = others.filter(({ appliedBy }) => appliedBy === "own").map(({ key }) => key);
    // In other pools there are other teams' deployments, of which nothing here knows.
    const pools = new Set(wanted.map(({ fields }) => fields.work_pool_name));
    const unknown = others
      .filter(({ appliedBy, workPool }) => appliedBy === null && pools.has(workPool ?? ""))
      .map(({ key }) => key);
    return [
      ...finding(left, "were applied from here, and the files don't declare them any more"),
      ...finding(unknown, "are on the server, and neither these files nor anybody's records declare them"),
    ];
  },
});

function finding(keys: readonly string[], what: string): Finding[] {
  const [first] = keys;
  if (first === undefined) return [];
  return [
    {
      code: "deployment-undeclared",
      level: "warning",
      message: `${keys.length} deployment${keys.length === 1 ? "" : "s"} ${keys.length === 1 ? what.replace("were", "was").replace("are on", "is on").replace("them", "it") : what}.`,
      deployments: keys,
      why: "They go on running, with code that nobody reviews any more.",
      command: `prefect deployment inspect ${shellWord(first)}`,
    },
  ];
}
