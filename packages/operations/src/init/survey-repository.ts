import { dirname } from "node:path/posix";
import { parse } from "yaml";
import type { RunCommand } from "#command";
import type { Repository } from "#git";
import { isObject, type Json } from "#json";
import type { PrefectClient } from "#prefect-api";
import { readProject } from "#prefect-project";
import type { Survey } from "#repository-setup";
import { WORKFLOW } from "../doctor/gather-workflows.ts";

const PREFECT_FILE = /(?:^|\/)prefect\.ya?ml$/;
const DOCKERFILE = /(?:^|\/)(?:[^/]+\.)?Dockerfile$|(?:^|\/)Dockerfile\.[^/]+$/;
/** What belongs to something else than the platform, or is a copy of it. */
const ASIDE = /(?:^|\/)(?:node_modules|\.venv|venv|tests?|examples?|docs)\//;
const VERSION_FILES = ["pyproject.toml", "VERSION"];
/** Bytes; a file that says which worker it is for is smaller. */
const LONGEST = 200_000;

/**
 * Looks at what a repository has. Nothing of it is run.
 *
 * @param given the default branch, where somebody says it
 * @param client asked for the types of work pools; null without a server
 */
export async function surveyRepository(
  run: RunCommand,
  repository: Repository,
  given: string | undefined,
  client: PrefectClient | null,
): Promise<Survey> {
  const tree = repository.workingTree();
  const paths = [...(await tree.paths())].filter((path) => !ASIDE.test(path)).sort();
  const prefectFiles = paths.filter((path) => PREFECT_FILE.test(path));
  const { definitions } =
    prefectFiles.length > 0 ? await readProject(tree, { prefectFiles }) : { definitions: [] };
  const workflows = await tree.readMany(paths.filter((path) => WORKFLOW.test(path)));
  const texts = await tree.readMany(paths.filter((path) => /(?:^|\/)values-(?:dev|prod)\.ya?ml$/.test(path)));
  const pools = new Set(definitions.flatMap(({ config }) => poolOf(config.work_pool as Json) ?? []));
  const types = client
    ? await Promise.all([...pools].map(async (name) => (await client.workPools.find(name))?.type))
    : [];
  const declared = new Set(definitions.map(({ file }) => file));
  return {
    host: hostOf(repository.remoteUrl),
    defaultBranch: given ?? (await defaultBranchOf(run, repository)),
    prefectFiles: prefectFiles.filter((path) => declared.has(path)),
    dockerfiles: paths
      .filter((path) => DOCKERFILE.test(path))
      .sort((one, other) => depth(one) - depth(other)),
    versionFile: await versionFile(tree, paths),
    valuesFolders: [
      ...new Set([...texts].filter(([, text]) => isWorkerValues(text)).map(([path]) => dirname(path))),
    ],
    poolTypes: types.filter((type) => type !== undefined),
    workflows,
  };
}

function hostOf(remote: string | null): Survey["host"] {
  const host = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(remote ?? "")?.[1] ?? "";
  if (host.includes("gitlab")) return "gitlab";
  // A folder of a repository that has no remote yet is meant for GitHub.
  return remote === null || host.includes("github") ? "github" : "other";
}

async function defaultBranchOf(run: RunCommand, repository: Repository): Promise<string> {
  const { exitCode, stdout } = await run(
    "git",
    ["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"],
    {
      cwd: repository.root,
    },
  );
  if (exitCode === 0) return stdout.trim().replace(/^origin\//, "");
  for (const name of ["main", "master"]) if ((await repository.resolve(name)) !== null) return name;
  return (await repository.currentBranch()) ?? "main";
}

async function versionFile(
  tree: ReturnType<Repository["workingTree"]>,
  paths: readonly string[],
): Promise<string | null> {
  const there = VERSION_FILES.filter((name) => paths.includes(name));
  const texts = await tree.readMany(there);
  return there.find((name) => name === "VERSION" || /^version\s*=/m.test(texts.get(name) ?? "")) ?? null;
}

/** Values of Prefect's worker chart name a work pool. */
function isWorkerValues(text: string): boolean {
  if (text.length > LONGEST) return false;
  try {
    const worker = at(parse(text) as Json, "worker");
    return typeof at(at(worker, "config"), "workPool") === "string";
  } catch {
    return false;
  }
}

function poolOf(workPool: Json | undefined): string | undefined {
  const name = at(workPool, "name");
  return typeof name === "string" && !name.includes("{{") ? name : undefined;
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

function depth(path: string): number {
  return path.split("/").length;
}
