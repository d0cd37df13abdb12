import type { SampleRepository } from "../../test/platform/sample-repository.ts";

/** The branch of the demo's first pull request. */
export const BRANCH = "feature/refunds";

/** What it does to the platform; one change of each kind. */
export async function makePullRequestChanges(repository: SampleRepository): Promise<string> {
  const definitions = await repository.read("prefect.yaml");
  await repository.git("switch", "--quiet", "--create", BRANCH);
  return repository.commit("Load refunds, rename tables by upper case, drop the old export", {
    // Affected: both ingest deployments, through flows/ingest.py -> edp/tables.py -> edp/naming.py.
    "edp/naming.py": 'def snake(name: str) -> str:\n    return name.upper().replace("-", "_")\n',
    "prefect.yaml": withPullRequestDefinitions(definitions),
    "flows/export.py": null,
  });
}

function withPullRequestDefinitions(definitions: string): string {
  const [kept = ""] = definitions.split("\n  - name: legacy_export");
  return `${
    // Modified: the definition itself.
    kept.replace("parameters: {select: marts}", "parameters: {select: marts, full_refresh: true}")
  }
  - name: refunds_daily
    description: Refunds of the web shop
    entrypoint: flows/ingest.py:ingest
    parameters: {source: shop, table: refunds}
    schedules: [*nightly]
    work_pool: *pool
`;
}
