import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#real-parts";
import { type Stamp, workflowFiles } from "../../pipelines/index.ts";

/** The release that the tests' workflows are stamped with. */
export const STAMP: Stamp & { version: string } = {
  repository: "suite/prefect-cicd",
  ref: "0123456789abcdef0123456789abcdef01234567",
  version: "v1.2.3",
};

export type Form = "template" | "reusable";

/**
 * What a user's repository has in `.github/workflows`, as {@link forAct} makes it of what a user copies: all of one
 * form, and over them a folder of variants.
 */
export function userWorkflows(form: Form, variant?: string): Map<string, string> {
  const folder = form === "template" ? "workflows-templates" : "workflows-templates/reusable";
  const over = variant === undefined ? new Map() : copies(`workflows-templates/${variant}`, forAct);
  return new Map([...copies(folder, forAct), ...over]);
}

/** The suite as a repository of its own: actions, and workflows without `$/`, which act does not know. */
export async function makeSuite(folder: string): Promise<void> {
  await mkdir(join(folder, ".github/workflows"), { recursive: true });
  await cp(join(projectRoot, "actions"), join(folder, "actions"), {
    recursive: true,
    filter: (path) => !path.endsWith("/src"),
  });
  for (const [name, text] of copies(".github/workflows", (text) => forAct(withoutDollar(text)))) {
    await writeFile(join(folder, ".github/workflows", name), text);
  }
}

/** `$/actions/x` written out as the repository and commit that it means. */
export function withoutDollar(text: string): string {
  return text.replace(/uses: \$\/(\S+)/g, `uses: ${STAMP.repository}/$1@${STAMP.ref} # ${STAMP.version}`);
}

/**
 * act knows neither environments, so `vars.X` of a job in the environment dev becomes `vars.DEV_X`, nor `queue`, which
 * is left out. Nothing else is changed.
 */
export function forAct(text: string): string {
  const environments = Object.values(
    (parse(text) as { jobs: Record<string, { environment?: string }> }).jobs,
  ).map(({ environment }) => environment);
  let job = -1;
  let isInJobs = false;
  return text
    .split("\n")
    .filter((line) => !/^\s+queue: max$/.test(line))
    .map((line) => {
      if (/^jobs:/.test(line)) isInJobs = true;
      else if (isInJobs && /^ {2}[\w-]+:/.test(line)) job += 1;
      const environment = environments[job];
      return environment ? line.replaceAll("vars.", `vars.${prefixOf(environment)}_`) : line;
    })
    .join("\n");
}

const prefixOf = (environment: string) => environment.toUpperCase().replaceAll("-", "_");

function copies(folder: string, change: (text: string) => string): Map<string, string> {
  return new Map(
    [...workflowFiles(STAMP)]
      .filter(([path]) => dirname(path) === folder)
      .map(([path, text]) => [path.slice(folder.length + 1), change(text)]),
  );
}
