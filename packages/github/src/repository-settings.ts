import type { GitHub } from "./client.ts";
import { isAbsent } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";

/** What an environment of a repository is set to. */
export interface Environment {
  /** Which refs it admits: any, the protected branches, or those that match. */
  admits: "any" | "protected" | { name: string; type: "branch" | "tag" }[];
  /** Whether somebody has to approve a job that enters it. */
  hasReviewers: boolean;
  /** Name to value: variables are no secrets. */
  variables: Map<string, string>;
  /** Names. */
  secrets: Set<string>;
}

/** A runner of the repository's own. */
export interface Runner {
  labels: string[];
  isOnline: boolean;
}

/** What GitHub Actions may do in a repository. */
export interface ActionsPolicy {
  enabled: boolean;
  /** `all`, `local_only` or `selected`. */
  allowed: string;
}

const PAGE = { per_page: 100 } as const;

/** The default branch. */
export function defaultBranch(github: GitHub, repository: GitHubRepository): Promise<string> {
  return asked("read the repository", "metadata: read", async () => {
    const { data } = await github.request("GET /repos/{owner}/{repo}", { ...repository });
    return data.default_branch;
  });
}

/** An environment with what stands in it; undefined where there is none of that name. */
export function environment(
  github: GitHub,
  repository: GitHubRepository,
  name: string,
): Promise<Environment | undefined> {
  const place = { ...repository, environment_name: name };
  return asked(`read the environment ${name}`, "environments: read", async () => {
    const found = await github
      .request("GET /repos/{owner}/{repo}/environments/{environment_name}", place)
      .catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
    if (found === undefined) return undefined;
    const { deployment_branch_policy: policy, protection_rules: rules = [] } = found.data;
    const [variables, secrets, admitted] = await Promise.all([
      github.request("GET /repos/{owner}/{repo}/environments/{environment_name}/variables", {
        ...place,
        per_page: 30,
      }),
      github.request("GET /repos/{owner}/{repo}/environments/{environment_name}/secrets", {
        ...place,
        ...PAGE,
      }),
      policy?.custom_branch_policies
        ? github.request(
            "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
            { ...place, ...PAGE },
          )
        : undefined,
    ]);
    const patterns = (admitted?.data.branch_policies ?? []).map(({ name = "", type }) => ({
      name,
      type: type === "tag" ? ("tag" as const) : ("branch" as const),
    }));
    return {
      admits: !policy ? "any" : policy.custom_branch_policies ? patterns : "protected",
      hasReviewers: rules.some(({ type }) => type === "required_reviewers"),
      variables: new Map(variables.data.variables.map(({ name, value }) => [name, value])),
      secrets: new Set(secrets.data.secrets.map((secret) => secret.name)),
    };
  });
}

/** The repository's own variables and names of secrets, which every job sees, with those of its organisation. */
export function repositorySettings(
  github: GitHub,
  repository: GitHubRepository,
): Promise<Pick<Environment, "variables" | "secrets">> {
  return asked("list variables and secrets", "variables: read, secrets: read", async () => {
    const [variables, secrets, shared, sharedSecrets] = await Promise.all([
      github.request("GET /repos/{owner}/{repo}/actions/variables", { ...repository, per_page: 30 }),
      github.request("GET /repos/{owner}/{repo}/actions/secrets", { ...repository, ...PAGE }),
      github.request("GET /repos/{owner}/{repo}/actions/organization-variables", {
        ...repository,
        per_page: 30,
      }),
      github.request("GET /repos/{owner}/{repo}/actions/organization-secrets", { ...repository, ...PAGE }),
    ]);
    const all = [...shared.data.variables, ...variables.data.variables];
    return {
      variables: new Map(all.map(({ name, value }) => [name, value])),
      secrets: new Set([...sharedSecrets.data.secrets, ...secrets.data.secrets].map(({ name }) => name)),
    };
  });
}

/** Names of the checks that rules require before something is merged into a branch. */
export function requiredChecks(
  github: GitHub,
  repository: GitHubRepository,
  branch: string,
): Promise<string[]> {
  return asked(`read the rules of ${branch}`, "metadata: read", async () => {
    const { data } = await github.request("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
      ...repository,
      branch,
      ...PAGE,
    });
    return data.flatMap((rule) =>
      rule.type === "required_status_checks"
        ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context)
        : [],
    );
  });
}

/** The runners that the repository itself has; those of an organisation's groups are not among them. */
export function repositoryRunners(github: GitHub, repository: GitHubRepository): Promise<Runner[]> {
  return asked("list the runners", "administration: read", async () => {
    const { data } = await github.request("GET /repos/{owner}/{repo}/actions/runners", {
      ...repository,
      ...PAGE,
    });
    return data.runners.map(({ labels, status }) => ({
      labels: labels.map(({ name }) => name),
      isOnline: status === "online",
    }));
  });
}

export function actionsPolicy(github: GitHub, repository: GitHubRepository): Promise<ActionsPolicy> {
  return asked("read what Actions may do", "administration: read", async () => {
    const { data } = await github.request("GET /repos/{owner}/{repo}/actions/permissions", { ...repository });
    return { enabled: data.enabled, allowed: data.allowed_actions ?? "all" };
  });
}

/**
 * The repository that a package of GitHub's registry is connected with, as `owner/name`; null for none, undefined where
 * there is no such package to be seen.
 */
export function packageRepository(
  github: GitHub,
  owner: string,
  name: string,
): Promise<string | null | undefined> {
  const routes = [
    "GET /orgs/{org}/packages/{package_type}/{package_name}",
    "GET /users/{username}/packages/{package_type}/{package_name}",
  ] as const;
  return asked(`read the package ${owner}/${name}`, "packages: read", async () => {
    for (const route of routes) {
      try {
        const place = { package_type: "container" as const, package_name: name };
        const { data } = await github.request(route, { ...place, org: owner, username: owner });
        return data.repository?.full_name ?? null;
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    }
    return undefined;
  });
}

async function asked<T>(doing: string, permission: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw gitHubFault(error, { doing, permission });
  }
}
