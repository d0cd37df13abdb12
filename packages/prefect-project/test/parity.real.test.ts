import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runLocally } from "#command";
import { parseJson } from "#json";
import { type PrefectServer, projectRoot, startPrefectServer } from "#services";
import { buildDesiredDeployment, readProject } from "../src/index.ts";
import { contextOf } from "./environment-context.ts";
import { sentByPrefect, sentByUs } from "./expected-body.ts";
import { FolderTree } from "./folder-tree.ts";
import { type Deployed, PrefectDeployer, type ProjectEnvironment } from "./oracle/prefect-deployer.ts";
import { REFUSED } from "./refused-deployments.ts";

let folder: string;
let server: PrefectServer;
let deployer: PrefectDeployer;
let environment: ProjectEnvironment;
let commit: string;

async function git(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally("git", ["-C", folder, ...args]);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
}

// A server of its own: deployments of fixed names are stored there for the first time.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-parity-"));
  await cp(join(projectRoot, "test/fixtures/parity-project"), folder, { recursive: true });
  await git("init", "--quiet");
  await git("add", ".");
  await git(
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.org",
    "commit",
    "--quiet",
    "-m",
    "A project",
  );
  await git("remote", "add", "origin", "https://github.com/acme/parity.git");
  commit = await git("rev-parse", "HEAD");
  environment = parseJson(
    await readFile(join(folder, "environment.json"), "utf8"),
  ) as unknown as ProjectEnvironment;
  server = await startPrefectServer();
  deployer = await PrefectDeployer.start(folder, server.clientEnv, environment);
});

afterAll(async () => {
  deployer?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function deployOurs(path: string, deployed: Deployed[]) {
  const project = await readProject(new FolderTree(folder), { prefectFiles: [path] });
  const built = await Promise.all(
    project.definitions.map((definition) => {
      const theirs = deployed.find(({ name }) => name === definition.name);
      const context = contextOf(environment, theirs?.flow, {
        derivedVersion: commit.slice(0, 8),
        workingDirectory: folder,
      });
      return buildDesiredDeployment(definition, context);
    }),
  );
  return { project, built };
}

test("what Prefect sends for every kind of deployment is what we would send", async () => {
  const deployed = await deployer.deploy("prefect.yaml");
  if (!deployed) throw new Error("Prefect drops the project's prefect.yaml.");
  expect(deployed.length).toBeGreaterThanOrEqual(50);
  expect(deployed.filter(({ error }) => error)).toEqual([]);
  const { project, built } = await deployOurs("prefect.yaml", deployed);
  expect(project.faults).toEqual([]);
  expect(project.definitions.map(({ name }) => name)).toEqual(deployed.map(({ name }) => name));
  expect(built.flatMap(({ faults }) => faults)).toEqual([]);
  for (const [index, theirs] of deployed.entries()) {
    const ours = built[index]?.deployment;
    if (!ours) throw new Error(`${theirs.name} was not built.`);
    expect({ deployment: theirs.name, ...sentByUs(ours) }).toEqual({
      deployment: theirs.name,
      ...sentByPrefect(theirs),
    });
  }
});

test("a deployment without pull steps gets Prefect's own", async () => {
  const files = {
    "bare-image.yaml":
      "deployments: [{name: image, entrypoint: 'flows/orders.py:orders', work_pool: {name: parity-pool, job_variables: {image: 'acme:1'}}}]",
    "bare-folder.yaml":
      "deployments: [{name: folder, entrypoint: 'flows/orders.py:orders', work_pool: {name: parity-pool}}]",
    "bare-null.yaml":
      "pull: []\ndeployments: [{name: nulled, pull: null, entrypoint: 'flows/orders.py:orders', work_pool: {name: parity-pool}}]",
  };
  const directories: unknown[] = [];
  for (const [path, text] of Object.entries(files)) {
    await writeFile(join(folder, path), text);
    const deployed = (await deployer.deploy(path)) ?? [];
    const { built } = await deployOurs(path, deployed);
    expect(built[0]?.deployment?.fields.pull_steps).toEqual(deployed[0]?.body?.pull_steps);
    directories.push(built[0]?.deployment?.fields.pull_steps?.[0]);
  }
  const step = "prefect.deployments.steps.set_working_directory";
  expect(directories).toEqual([
    { [step]: { directory: "/opt/prefect" } },
    { [step]: { directory: expect.stringContaining(basename(folder)) } },
    { [step]: { directory: expect.stringContaining(basename(folder)) } },
  ]);
}, 60_000);

test.each(REFUSED)(
  "both refuse $title",
  async ({ title, yaml, where }) => {
    const path = `${title.replace(/\W+/g, "-")}.yaml`;
    await writeFile(join(folder, path), yaml);
    const deployed = await deployer.deploy(path);
    const refusals = deployed?.filter(({ error }) => error) ?? "dropped";
    expect(refusals).not.toEqual([]);
    const { project, built } = await deployOurs(path, deployed ?? []);
    const faults = [...project.faults, ...built.flatMap((one) => one.faults)];
    expect(faults.map(({ location }) => `${location?.line}:${location?.column}`)).toEqual(where);
  },
  60_000,
);
