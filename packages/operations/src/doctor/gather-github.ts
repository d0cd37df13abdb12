import { FaultError } from "#diagnostics";
import type { EnvironmentFacts, ImageFacts, Known, Sections, UsedEnvironment, WorkflowsFacts } from "#doctor";
import { canonicalRepository } from "#git";
import {
  actionsPolicy,
  connectToGitHub,
  defaultBranch,
  environment,
  type GitHub,
  type GitHubRepository,
  packageRepository,
  parseRepository,
  repositoryRunners,
  repositorySettings,
  requiredChecks,
} from "#github";
import type { DoctorOptions } from "./doctor-options.ts";

type GitHubSections = Pick<Sections, "environments" | "rules" | "runners" | "actions" | "packages">;
export type GitHubFacts = { [Name in keyof GitHubSections]: Known<GitHubSections[Name]> };

/**
 * What GitHub tells of the repository, each part by itself: a token that may read one may not be let in to another.
 * Only names of secrets can be read at all.
 *
 * @param remote address of the clone's remote
 */
export async function gatherGitHub(
  { env, reporter, ci }: DoctorOptions,
  remote: string | null,
  workflows: WorkflowsFacts,
  images: readonly ImageFacts[],
): Promise<GitHubFacts> {
  const fullName = nameOf(ci.repository ?? remote, env);
  const token = env.GITHUB_TOKEN?.trim() || env.GH_TOKEN?.trim();
  if (fullName === undefined) return without("the repository is not on GitHub");
  if (!token) return without("no token is given (GITHUB_TOKEN)");
  const github = connectToGitHub({ token, env, reporter });
  const repository = parseRepository(fullName);
  const branch = await known(() => defaultBranch(github, repository));
  if ("lacks" in branch) return without(branch.lacks);
  const [environments, required, runners, actions, packages] = await Promise.all([
    known(() => environmentsOf(github, repository, workflows)),
    known(() => requiredChecks(github, repository, branch.value)),
    known(() => repositoryRunners(github, repository)),
    known(() => actionsPolicy(github, repository)),
    known(() => packagesOf(github, fullName, images)),
  ]);
  return {
    environments: mapped(environments, (value) => ({
      ...{ repository: fullName, defaultBranch: branch.value, environments: value },
    })),
    rules: mapped(required, (value) => ({ defaultBranch: branch.value, required: value })),
    ...{ runners, actions, packages },
  };
}

/** `owner/name` at github.com, or at the GitHub whose API the environment names. */
function nameOf(
  address: string | null | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = env.GITHUB_REPOSITORY || (address ? canonicalRepository(address) : "");
  return /^[^/.]+[^/]*\/[^/]+$/.test(name) ? name : undefined;
}

async function environmentsOf(
  github: GitHub,
  repository: GitHubRepository,
  { files }: WorkflowsFacts,
): Promise<Map<string, EnvironmentFacts>> {
  const shared = await repositorySettings(github, repository);
  const used = new Map<string, boolean>();
  for (const one of files.flatMap(({ environments }) => environments)) {
    const name = named(one, shared.variables);
    if (name !== undefined) used.set(name, (used.get(name) ?? false) || one.asksServer);
  }
  const facts = [...used].map(async ([name, asksServer]): Promise<[string, EnvironmentFacts]> => {
    const found = await environment(github, repository, name);
    return [
      name,
      {
        ...{ isThere: found !== undefined, asksServer },
        admits: found?.admits ?? "any",
        hasReviewers: found?.hasReviewers ?? false,
        variables: new Map([...shared.variables, ...(found?.variables ?? [])]),
        secrets: new Set([...shared.secrets, ...(found?.secrets ?? [])]),
      },
    ];
  });
  return new Map(await Promise.all(facts));
}

function named(
  { name, variable }: UsedEnvironment,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const own = variable === null ? undefined : variables.get(variable);
  const value = own || name;
  return value.includes("${{") ? undefined : value;
}

async function packagesOf(
  github: GitHub,
  repository: string,
  images: readonly ImageFacts[],
): Promise<GitHubSections["packages"]> {
  const names = new Set(
    images.flatMap(({ image }) => /^ghcr\.io\/([^:@]+)/.exec(image)?.[1]?.toLowerCase() ?? []),
  );
  return Promise.all(
    [...names].map(async (name) => {
      const [owner = "", ...path] = name.split("/");
      return { name, repository, connected: await packageRepository(github, owner, path.join("/")) };
    }),
  );
}

async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const [fault] = error.faults;
    const told = /refused to (.+) \(status (\d+)\)/.exec(fault?.message ?? "");
    return {
      lacks: told ? `the token may not ${told[1]} (${told[2]})` : (fault?.message ?? "GitHub can't be asked"),
    };
  }
}

function mapped<T, U>(fact: Known<T>, change: (value: T) => U): Known<U> {
  return "value" in fact ? { value: change(fact.value) } : fact;
}

function without(lacks: string): GitHubFacts {
  const none = { lacks };
  return { environments: none, rules: none, runners: none, actions: none, packages: none };
}
