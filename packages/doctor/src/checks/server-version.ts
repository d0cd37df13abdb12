import { defineCheck, type Finding } from "../check.ts";
import type { Sections } from "../facts.ts";

/** The newest Prefect that all of this was tried with; docs/server-versions.md has the table. */
const NEWEST_TRIED = [3, 9] as const;

/** The first Prefect that looks at what is checked out before it leaves a folder that is kept as it is. */
const COMPARES_CLONES = [3, 9] as const;

export const serverVersion = defineCheck({
  name: "server-version",
  looksAt: "The server's version is one that was tried, and has what the definitions here rely on.",
  needs: ["files", "reach"],
  judge: ({ files, reach: { version } }) => {
    if (version === null) return [];
    const numbers = version.split(".").map((part) => Number.parseInt(part, 10));
    return [
      ...(isBefore(NEWEST_TRIED, numbers) ? [untried(version)] : []),
      ...(isBefore(numbers, COMPARES_CLONES) ? keptClones(files, version) : []),
    ];
  },
});

function untried(version: string): Finding {
  return {
    code: "server-version",
    level: "warning",
    message: `The server runs Prefect ${version}, which is newer than ${NEWEST_TRIED.join(".")}, the newest that this release was tried with.`,
    why: "What its API has changed since is not known here.",
    command: "npm view prefect-cicd version",
  };
}

/** A worker is at most as new as the server that it belongs to, and mostly as new: so the server's version tells. */
function keptClones({ deployments }: Sections["files"], version: string): Finding[] {
  const struck = deployments.filter(
    ({ fields: { pull_steps: steps, job_variables: job } }) =>
      Boolean(job.working_dir) && JSON.stringify(steps ?? []).includes('"commit_sha"'),
  );
  if (struck.length === 0) return [];
  return [
    {
      code: "worker-too-old",
      level: "warning",
      message: `Clones that are pinned to a commit lie in a folder that is kept, and Prefect ${version} leaves such a folder on the commit that it has.`,
      deployments: struck.map(({ key }) => key),
      why: "Runs go on with the code of the first commit.",
      command: 'pip install --upgrade "prefect>=3.9"',
    },
  ];
}

/** By major and minor version. */
function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const [major = 0, minor = 0] = one;
  const [otherMajor = 0, otherMinor = 0] = other;
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
