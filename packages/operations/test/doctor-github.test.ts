import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { silentReporter } from "#diagnostics";
import type { CheckedFinding } from "#doctor";
import { defaultsOf } from "#input-values";
import { projectRoot } from "#services";
import { GitHubStandIn, type RepositorySettings, repositorySettings } from "../../../test/github/index.ts";
import { noCiRun } from "../../ci-run/src/index.ts";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { diagnose } from "../src/doctor/diagnose.ts";
import { doctorOptions } from "../src/options/index.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const templates = join(projectRoot, "workflows-templates");
const suite = { repository: "prefect-cicd/prefect-cicd", release: "v0.1.0", templates };
const template = async (path: string) =>
  (await readFile(join(templates, path), "utf8")).replaceAll(
    /(uses: \S+)@RELEASE_COMMIT/g,
    `$1@${COMMIT} # v0.1.0`,
  );

const server = { PREFECT_API_URL: "https://prefect.example.com/api" };
const sound: RepositorySettings = {
  defaultBranch: "main",
  environments: {
    dev: { admits: ["branch:main", "branch:refs/pull/*/merge"], variables: server },
    prod: { admits: ["branch:main"], variables: server },
  },
  requiredChecks: ["deployments gate", "worker gate"],
  runners: [
    { labels: ["self-hosted", "prefect-dev"], status: "online" },
    { labels: ["self-hosted", "prefect-prod"], status: "online" },
  ],
};

/** The checks that ask GitHub or read workflows, of a repository with two copied workflows. */
async function doctor(
  settings: Partial<RepositorySettings>,
  change: (files: Record<string, string>) => Record<string, string> = (files) => files,
  act: (github: GitHubStandIn) => Record<string, string> = ({ token }) => ({ GITHUB_TOKEN: token }),
) {
  const { root, commit } = await temporaryRepository();
  const files = {
    ".github/workflows/prefect-deployments.yml": await template("reusable/prefect-deployments.yml"),
    ".github/workflows/prefect-worker-merge.yml": await template("prefect-worker-merge.yml"),
    ".github/workflows/prefect-worker-pull-request.yml": await template("prefect-worker-pull-request.yml"),
    ".github/workflows/other.yml": "on: push\njobs: {lint: {runs-on: [self-hosted, none]}}\n",
  };
  await commit(change(files));
  const github = await GitHubStandIn.start({
    ...{ repository: "acme/platform", folder: root },
    handlers: repositorySettings({ ...sound, ...settings }),
  });
  try {
    const diagnosis = await diagnose({
      ...defaultsOf(doctorOptions),
      ...{ run: runLocally, folder: root, reporter: silentReporter, ci: noCiRun, connection: {}, suite },
      env: { ...github.environment, ...act(github) },
      skip: ["files"],
    });
    expect(github.calls.filter(({ operation }) => /create|update|delete|add|set/.test(operation))).toEqual(
      [],
    );
    return diagnosis;
  } finally {
    await github.stop();
  }
}

const told = (findings: readonly CheckedFinding[]) =>
  findings.map(({ check, code, message }) => `${check} ${code}: ${message}`);

test("a repository that is set up as the guide says has nothing wrong", async () => {
  const { findings, passed } = await doctor({});
  expect(told(findings)).toEqual([]);
  expect(passed).toEqual(
    expect.arrayContaining([
      ...["workflows", "workflow-branches", "environments", "settings", "gates", "actions", "runners"],
    ]),
  );
});

test("each thing that GitHub may be set to wrongly is found", async () => {
  const { findings } = await doctor({
    defaultBranch: "trunk",
    environments: {
      staging: {
        reviewers: true,
        variables: { PREFECT_API_URL: "https://app.prefect.cloud/account/a/workspace/b" },
      },
    },
    variables: { PREFECT_DEV_ENVIRONMENT: "staging" },
    requiredChecks: ["deployments-gate"],
    runners: [{ labels: ["self-hosted", "prefect-dev"], status: "offline" }],
    actions: { enabled: true, allowed: "local_only" },
  });
  const all = told(findings).join("\n");
  expect(all).toContain("environments environment-missing: The repository has no environment prod.");
  expect(all).toContain("environments environment-reviewers: The environment staging has reviewers");
  expect(all).toContain(
    "environments environment-open: The environment staging admits every branch and tag.",
  );
  expect(all).toContain("settings setting-missing: The environment staging leads to Prefect Cloud");
  expect(all).toContain(
    "workflow-branches workflow-branch: It starts for pushes to main, and the default branch is trunk.",
  );
  expect(all).toContain(
    "A rule of trunk requires the check “deployments-gate”, and it is called “deployments gate”.",
  );
  expect(all).toContain("gates gate-unrequired: No rule of trunk requires the check “worker gate”.");
  expect(all).toContain(
    "actions actions-disallowed: The repository runs actions of its own organisation only.",
  );
  expect(all).toContain(
    "runners runner-absent: The runners with the labels prefect-dev, self-hosted are offline.",
  );
  expect(all).toContain(
    "runners runner-absent: The repository has no runner with the labels prefect-prod, self-hosted.",
  );
  expect(all).not.toContain("none");
});

test("a workflow's release, and what was changed of it", async () => {
  const { findings } = await doctor({}, (files) =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        path.endsWith("merge.yml")
          ? text.replaceAll("# v0.1.0", "# v0.0.9").replace("timeout-minutes: 30", "timeout-minutes: 45")
          : path.endsWith("deployments.yml")
            ? text.replaceAll(COMMIT, "v0")
            : path.endsWith("pull-request.yml")
              ? `${text}\n  broken: [`
              : text,
      ]),
    ),
  );
  expect(told(findings).filter((line) => line.startsWith("workflows "))).toEqual([
    expect.stringContaining("file-malformed: It is no YAML: "),
    "workflows workflow-unpinned: It names this suite by v0, which is no commit.",
    "workflows workflow-outdated: It was copied from v0.0.9, and this is v0.1.0, and 1 of its lines were changed.",
  ]);
});

test("a token that may not ask something makes that check alone not made; without one none of them is", async () => {
  const refused = await doctor({}, undefined, (github) => {
    github.fail(
      { operation: "actions/list-self-hosted-runners-for-repo" },
      { how: { status: 403, message: "No." } },
    );
    return { GITHUB_TOKEN: github.token };
  });
  expect(refused.notMade).toContainEqual({
    check: "runners",
    why: "the token may not list the runners (403)",
  });
  expect(refused.passed).toContain("environments");
  const without = await doctor({}, undefined, () => ({}));
  expect(
    without.notMade.filter(({ why }) => why === "no token is given (GITHUB_TOKEN)").map(({ check }) => check),
  ).toEqual([
    ...["workflow-branches", "environments", "settings", "gates", "actions", "runners", "packages"],
  ]);
});
