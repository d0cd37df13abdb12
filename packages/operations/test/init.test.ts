import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { runLocally } from "#command";
import { silentReporter } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { projectRoot } from "#services";
import { noCiRun } from "../../ci-run/src/index.ts";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { type InitOptions, planInit, writeInit } from "../src/init/init-repository.ts";
import { initOptions } from "../src/options/index.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const suite = {
  repository: "prefect-cicd/prefect-cicd",
  release: "v0.1.0",
  templates: join(projectRoot, "workflows-templates"),
};

async function repositoryWith(
  files: Record<string, string>,
  remote = "https://github.com/acme/platform.git",
) {
  const repository = await temporaryRepository();
  await repository.commit({ "README.md": "", ...files });
  await repository.git("remote", "add", "origin", remote);
  return repository;
}

const init = (root: string, over: Partial<InitOptions> = {}) =>
  planInit({
    ...defaultsOf(initOptions),
    ...{ run: runLocally, folder: root, env: {}, reporter: silentReporter, ci: noCiRun, suite },
    releaseCommit: COMMIT,
    ...over,
  });

const prefectYaml = "deployments:\n  - {name: a, entrypoint: f.py:f, work_pool: {name: p}}\n";
const flow = "from prefect import flow\n@flow\ndef f(): pass\n";
const workerValues = "worker:\n  config:\n    workPool: p\n";
const workflows = (...names: string[]) => names.map((name) => `.github/workflows/${name}.yml`);

/** The kinds of repositories, each with the files that are written for it. */
const kinds: [kind: string, files: Record<string, string>, written: string[], remote?: string][] = [
  ["nothing but flows to come", {}, workflows("prefect-deployments")],
  ["one prefect.yaml", { "prefect.yaml": prefectYaml, "f.py": flow }, workflows("prefect-deployments")],
  [
    "several prefect.yaml in projects",
    { "projects/a/prefect.yaml": prefectYaml, "projects/b/prefect.yaml": prefectYaml },
    workflows("prefect-deployments"),
  ],
  [
    "flows in an image",
    {
      "prefect.yaml": prefectYaml,
      Dockerfile: "FROM prefecthq/prefect",
      "pyproject.toml": '[project]\nversion = "1.0"\n',
    },
    workflows(
      ...["prefect-deployments", "flows-image-pull-request", "flows-image-merge", "flows-image-nightly"],
      "prefect-work-pool-close",
    ),
  ],
  [
    "a Dockerfile without a version",
    { "prefect.yaml": prefectYaml, "docker/flows.Dockerfile": "FROM prefecthq/prefect" },
    workflows("prefect-deployments"),
  ],
  [
    "a worker by Helm",
    {
      "prefect.yaml": prefectYaml,
      "deploy/values-dev.yaml": workerValues,
      "deploy/values-prod.yaml": workerValues,
    },
    workflows(
      "prefect-deployments",
      "prefect-worker-pull-request",
      "prefect-worker-merge",
      "prefect-worker-close",
    ),
  ],
  [
    "image and worker",
    {
      ...{ "prefect.yaml": prefectYaml, "etc/docker/Dockerfile": "FROM x", VERSION: "1.0.0\n" },
      ...{ "etc/values-dev.yaml": workerValues, "etc/values-prod.yaml": workerValues },
    },
    workflows(
      "prefect-platform-pull-request",
      "prefect-platform",
      "prefect-platform-close",
      "flows-image-nightly",
    ),
  ],
  ["values of another chart", { "values-dev.yaml": "redis: {}" }, workflows("prefect-deployments")],
  ["GitLab", { "prefect.yaml": prefectYaml }, [".gitlab-ci.yml"], "https://gitlab.example/acme/platform.git"],
  ["another host", { "prefect.yaml": prefectYaml }, [], "ssh://git@forge.example/acme/platform.git"],
];

test.each(kinds)("%s", async (_, files, written, ...[remote]) => {
  const { root } = await repositoryWith(files, remote);
  const plan = await init(root);
  expect(plan.files.map(({ path }) => path)).toEqual(written);
  expect(plan.reasons.length).toBeGreaterThan(0);
  // Nothing is written yet.
  expect(written.some((path) => existsSync(join(root, path)))).toBe(false);
  expect(await writeInit(plan)).toEqual(written);
  for (const path of written) {
    const text = await readFile(join(root, path), "utf8");
    expect(text).not.toContain("RELEASE_COMMIT");
    callsOf(text).forEach(checkInputs);
  }
});

interface Job {
  uses?: string;
  with?: Record<string, unknown>;
}

function callsOf(text: string): Job[] {
  const { jobs = {} } = parse(text) as { jobs?: Record<string, Job> };
  return Object.values(jobs).filter(({ uses }) => uses?.startsWith(suite.repository));
}

/** What is called takes what it is given. */
function checkInputs({ uses = "", with: given = {} }: Job): void {
  const [, name = ""] = /\/(\.github\/workflows\/.*)@0123/.exec(uses) ?? [];
  const { on } = parse(readFileSync(join(projectRoot, name), "utf8")) as {
    on: { workflow_call: { inputs: Record<string, unknown> } };
  };
  expect(Object.keys(on.workflow_call.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
}

test("what was found is filled in: files, branch, Dockerfile, values", async () => {
  const repository = await repositoryWith({
    ...{ "projects/a/prefect.yaml": prefectYaml, "projects/b/prefect.yaml": prefectYaml },
    ...{ "etc/docker/Dockerfile": "FROM x", "pyproject.toml": '[project]\nversion = "1.0"\n' },
  });
  const { files } = await init(repository.root, { defaultBranch: "trunk" });
  const text = (name: string) => files.find(({ path }) => path.endsWith(`/${name}.yml`))?.text ?? "";
  expect(text("prefect-deployments")).toContain(
    "prefect-file: projects/a/prefect.yaml, projects/b/prefect.yaml\n",
  );
  expect(text("prefect-deployments")).toContain("branches: [trunk]");
  expect(text("flows-image-merge")).toContain("dockerfile: etc/docker/Dockerfile\n");
  expect(text("flows-image-merge")).toContain("image-files: etc/docker/Dockerfile, pyproject.toml\n");
});

test("no file is written over, and --update keeps what was set", async () => {
  const { root } = await repositoryWith({ "prefect.yaml": prefectYaml });
  const path = ".github/workflows/prefect-deployments.yml";
  await writeInit(await init(root));
  const mine = (await readFile(join(root, path), "utf8"))
    .replaceAll(COMMIT, "e".repeat(40))
    .replace("branches: [main]", "branches: [master]")
    .replace("    secrets:", '      prefect-file: "a/*.yaml"\n      tag-prefix: mine-\n    secrets:')
    .replace("timeout-minutes: 5", "timeout-minutes: 7");
  await writeFile(join(root, path), mine);

  const again = await init(root);
  expect(again.files.map(({ kind }) => kind)).toEqual(["kept"]);
  expect(await writeInit(again)).toEqual([]);
  expect(await readFile(join(root, path), "utf8")).toBe(mine);

  const update = await init(root, { update: true });
  expect(update.files).toMatchObject([{ path, kind: "updated", lost: ["timeout-minutes: 7"] }]);
  expect(await writeInit(update)).toEqual([path]);
  const now = await readFile(join(root, path), "utf8");
  expect(now).toContain(`prefect-deployments.yml@${COMMIT}`);
  expect(now).toContain("branches: [master]");
  expect(now).toContain("      prefect-file: a/*.yaml\n      tag-prefix: mine-\n");
  expect((await init(root, { update: true })).files).toMatchObject([{ kind: "unchanged" }]);
});

test("without a package or a clone of the suite nothing tells the commit", async () => {
  const { root } = await repositoryWith({});
  const lonely = { ...suite, templates: join(root, "none", "workflows-templates") };
  await expect(init(root, { suite: lonely })).rejects.toThrow("can't be read (ENOENT)");
  await expect(init(root, { releaseCommit: "v1" })).rejects.toThrow("which is no commit in full");
});
