import { cp, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse, parseDocument } from "yaml";
import { bringBundlesUpToDate, projectRoot } from "#services";
import { type Stamp, workflowFiles } from "../../pipelines/index.ts";
import { environmentOf, type ParsedWorkflow } from "../platform/parsed-workflow.ts";

/** The release that the tests' workflows are stamped with. */
export const STAMP: Stamp & { version: string } = {
  repository: "suite/prefect-cicd",
  ref: "0123456789abcdef0123456789abcdef01234567",
  version: "v1.2.3",
};

export type Form = "template" | "reusable";

/**
 * What a user's repository has in `.github/workflows`, as {@link forAct} makes it of what a user copies and sets: all of
 * one form, and over them a folder of variants. `settings` are values by name, such as `image`.
 */
export function userWorkflows(
  form: Form,
  settings: Record<string, string> = {},
  variant?: string,
): Map<string, string> {
  if (form === "reusable") {
    return copies("workflows-templates/reusable", (text, name) => forAct(withInputs(text, name, settings)));
  }
  const change = (text: string) => forAct(withVariables(text, settings));
  const over = variant === undefined ? new Map() : copies(`workflows-templates/${variant}`, change);
  return new Map([...copies("workflows-templates", change), ...over]);
}

/** As a user sets the variables at a template's top. */
function withVariables(text: string, settings: Record<string, string>): string {
  return Object.entries(settings).reduce(
    (changed, [name, value]) =>
      changed.replace(
        new RegExp(`^( {2}${name.toUpperCase().replaceAll("-", "_")}:) .*$`, "m"),
        (_line, start: string) => `${start} ${JSON.stringify(value)}`,
      ),
    text,
  );
}

/** As a user leaves out jobs that nothing else needs but the last one, which tells of failures. */
export function withoutJobs(text: string, ids: readonly string[]): string {
  if (ids.length === 0) return text;
  const document = parseDocument(text);
  const { jobs } = document.toJS() as ParsedWorkflow;
  const { notify, ...others } = jobs;
  const needed = new Set(Object.values(others).flatMap(({ needs }) => [needs ?? []].flat()));
  const left = ids.filter((id) => id in jobs && !needed.has(id));
  for (const id of left) document.deleteIn(["jobs", id]);
  if (notify) {
    const told = [notify.needs ?? []].flat().filter((id) => !left.includes(id));
    document.setIn(["jobs", "notify", "needs"], told);
  }
  return document.toString({ lineWidth: 0 });
}

/** As a user gives the called workflow those of its inputs that are to be other than their defaults. */
function withInputs(text: string, name: string, settings: Record<string, string>): string {
  const called = parse(workflowFiles(STAMP).get(`.github/workflows/${name}`) ?? "") as {
    on: { workflow_call: { inputs: object } };
  };
  const given = Object.entries(settings).filter(([setting]) => setting in called.on.workflow_call.inputs);
  if (given.length === 0) return text;
  const lines = given.map(([setting, value]) => `      ${setting}: ${JSON.stringify(value)}`);
  if (/^ {4}with:$/m.test(text)) return text.replace(/^ {4}with:$/m, ["    with:", ...lines].join("\n"));
  return text.replace(/^ {4}uses: .*$/m, (line) => [line, "    with:", ...lines].join("\n"));
}

/** The suite as a repository of its own: actions, and workflows without `$/`, which act does not know. */
export async function makeSuite(folder: string): Promise<void> {
  bringBundlesUpToDate();
  await mkdir(join(folder, ".github/workflows"), { recursive: true });
  await cp(join(projectRoot, "actions"), join(folder, "actions"), {
    recursive: true,
    filter: (path) => !path.endsWith("/src"),
  });
  for (const [name, text] of copies(".github/workflows", (text) =>
    forAct(withPlainDefaults(withoutDollar(text))),
  )) {
    await writeFile(join(folder, ".github/workflows", name), text);
  }
}

/** `$/actions/x` written out as the repository and commit that it means. */
export function withoutDollar(text: string): string {
  return text.replace(/uses: \$\/(\S+)/g, `uses: ${STAMP.repository}/$1@${STAMP.ref} # ${STAMP.version}`);
}

/** act takes the expression in an input's default as a text: variables of the repository count as unset. */
function withPlainDefaults(text: string): string {
  return text.replace(/^(\s+default: )\$\{\{ vars\.\w+ \|\| '' \}\}$/gm, '$1""');
}

/** What act's schema does not have yet. */
export const UNKNOWN = /^\s+(?:queue: max|deployment: false)$/;

/**
 * act knows neither environments, so `vars.X` and `secrets.X` of a job in the environment dev become `vars.DEV_X` and
 * `secrets.DEV_X`, which callers hand on; nor `queue` and `deployment`, which are left out. Nothing else is changed.
 */
export function forAct(text: string): string {
  const environments = Object.values((parse(text) as ParsedWorkflow).jobs).map(environmentOf);
  let job = -1;
  let isInJobs = false;
  return (
    text
      .split("\n")
      .filter((line) => !UNKNOWN.test(line))
      .map((line) => {
        if (/^jobs:/.test(line)) isInJobs = true;
        else if (isInJobs && /^ {2}[\w-]+:/.test(line)) job += 1;
        const environment = environments[job];
        // Names of environments, and what is run after a deployment, are variables of the repository.
        return environment
          ? line.replace(
              /\b(vars|secrets)\.(?!PREFECT_(?:[A-Z_]+_ENVIRONMENT|RUN_AFTER_DEPLOY)\b)/g,
              `$1.${prefixOf(environment)}_`,
            )
          : line;
      })
      // Callers have a group in one line.
      .map((line) => line.replace(", queue: max,", ","))
      .flatMap(handOn)
      .join("\n")
  );
}

const prefixOf = (environment: string) => environment.toUpperCase().replaceAll("-", "_");

/** A caller's line that hands a secret on, for each environment too. */
function handOn(line: string): string[] {
  const [, name] = /^ {6}([A-Z_]+): \$\{\{ secrets\.\1 \}\}$/.exec(line) ?? [];
  if (name === undefined) return [line];
  return [line, ...["DEV", "PROD"].map((environment) => line.replaceAll(name, `${environment}_${name}`))];
}

function copies(folder: string, change: (text: string, name: string) => string): Map<string, string> {
  return new Map(
    [...workflowFiles(STAMP)]
      .filter(([path]) => dirname(path) === folder)
      .map(([path, text]) => [basename(path), change(text, basename(path))]),
  );
}
