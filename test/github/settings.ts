import { example } from "./api-description.ts";
import { type Handlers, notFound, ok } from "./handler.ts";

/** What a test sets a repository to. */
export interface RepositorySettings {
  defaultBranch: string;
  environments: Record<
    string,
    {
      /** `branch:main`, `tag:v*`; undefined for any ref. */
      admits?: string[];
      reviewers?: boolean;
      variables?: Record<string, string>;
      secrets?: string[];
    }
  >;
  variables?: Record<string, string>;
  requiredChecks?: string[];
  runners?: { labels: string[]; status: "online" | "offline" }[];
  actions?: { enabled: boolean; allowed: "all" | "local_only" | "selected" };
  /** `acme/flows` to `owner/name`. */
  packages?: Record<string, string>;
}

type Row = Record<string, unknown>;

const sampleOf = (name: string): Row => example(name) as Row;
/** The list of a sample. */
const rowsOf = (name: string, list: string): Row[] => sampleOf(name)[list] as Row[];
const stamps = { created_at: "2026-11-01T00:00:00Z", updated_at: "2026-11-01T00:00:00Z" };
const variablesOf = (values: Record<string, string> = {}) => {
  const variables = Object.entries(values).map(([name, value]) => ({ name, value, ...stamps }));
  return ok({ total_count: variables.length, variables });
};
const secretsOf = (names: string[] = []) =>
  ok({ total_count: names.length, secrets: names.map((name) => ({ name, ...stamps })) });

/** Handlers for what a repository is set to; give them to the stand-in. Nothing in them changes anything. */
export function repositorySettings(settings: RepositorySettings): Handlers {
  const environmentOf = ({ environment_name: name = "" }: Record<string, string>) =>
    settings.environments[decodeURIComponent(name)];
  return {
    "repos/get": () => {
      // The sample lacks a field that the schema asks for.
      const { source: _source, parent: _parent, ...sample } = sampleOf("full-repository-default-response");
      return ok({ ...sample, language: null, default_branch: settings.defaultBranch });
    },
    "repos/get-environment": ({ parameters }) => {
      const found = environmentOf(parameters);
      if (!found) return notFound();
      const [, reviewers, branches] = rowsOf("environment", "protection_rules");
      return ok({
        ...sampleOf("environment"),
        name: parameters.environment_name,
        protection_rules: found.reviewers ? [reviewers] : found.admits ? [branches] : [],
        deployment_branch_policy: found.admits
          ? { protected_branches: false, custom_branch_policies: true }
          : null,
      });
    },
    "repos/list-deployment-branch-policies": ({ parameters }) => {
      const rows = (environmentOf(parameters)?.admits ?? []).map((text, id) => {
        const [type, name] = text.split(/:(.*)/s);
        return { id: id + 1, node_id: `MDE${id}`, name, type };
      });
      return ok({ total_count: rows.length, branch_policies: rows });
    },
    "actions/list-environment-variables": ({ parameters }) =>
      variablesOf(environmentOf(parameters)?.variables),
    "actions/list-environment-secrets": ({ parameters }) => secretsOf(environmentOf(parameters)?.secrets),
    "actions/list-repo-variables": () => variablesOf(settings.variables),
    "actions/list-repo-secrets": () => secretsOf(),
    "actions/list-repo-organization-variables": () => variablesOf(),
    "actions/list-repo-organization-secrets": () => secretsOf(),
    "repos/get-branch-rules": () =>
      ok([
        {
          type: "required_status_checks",
          ruleset_source_type: "Repository",
          ruleset_source: "acme/platform",
          ruleset_id: 1,
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: (settings.requiredChecks ?? []).map((context) => ({ context })),
          },
        },
      ]),
    "actions/list-self-hosted-runners-for-repo": () => {
      const [sample = {}] = rowsOf("runner-paginated", "runners");
      const runners = (settings.runners ?? []).map(({ labels, status }, id) => ({
        ...sample,
        ...{ id, status },
        labels: labels.map((name) => ({ id: 1, name, type: "custom" })),
      }));
      return ok({ total_count: runners.length, runners });
    },
    "actions/get-github-actions-permissions-repository": () => {
      const { enabled, allowed } = settings.actions ?? { enabled: true, allowed: "all" };
      return ok({ enabled, allowed_actions: allowed });
    },
    "packages/get-package-for-organization": ({ parameters }) => {
      const name = decodeURIComponent(parameters.package_name ?? "");
      const repository = settings.packages?.[`${parameters.org}/${name}`];
      if (repository === undefined) return notFound();
      const sample = sampleOf("package-org");
      return ok({ ...sample, name, repository: { ...(sample.repository as Row), full_name: repository } });
    },
    "packages/get-package-for-user": () => notFound(),
  };
}
