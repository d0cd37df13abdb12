import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { readFlow } from "#flow-source";
import { openRepository } from "#git";
import {
  otherPrefectProgram,
  PREFECT_VERSION,
  type PrefectServer,
  prefectProgram,
  startPrefectServer,
} from "#services";
import { buildDesiredDeployment, type Overrides, readProject } from "../src/index.ts";

/** The flow writes down which revision of it ran. */
const flowOf = (revision: string, file: string) =>
  `from pathlib import Path\n\nfrom prefect import flow\n\n\n@flow\ndef edp():\n    Path(${JSON.stringify(file)}).open("a").write("${revision}\\n")\n`;

let root: string;
let server: PrefectServer;
const commits: string[] = [];

const git = async (...args: string[]) => {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  const { exitCode, stdout, stderr } = await runLocally("git", [
    "-C",
    join(root, "edp"),
    ...identity,
    ...args,
  ]);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "prefect-cicd-pinned-"));
  await runLocally("git", ["init", "--quiet", "--initial-branch=main", join(root, "edp")]);
  const pull = `pull: [{prefect.deployments.steps.git_clone: {repository: '${join(root, "edp")}', branch: main}}]`;
  await writeFile(
    join(root, "edp/prefect.yaml"),
    `${pull}\ndeployments: [{name: daily, entrypoint: 'edp.py:edp', work_pool: {name: pool}}]\n`,
  );
  for (const revision of ["ONE", "TWO"]) {
    await writeFile(join(root, "edp/edp.py"), flowOf(revision, join(root, "ran.txt")));
    await git("add", ".");
    await git("commit", "--quiet", "-m", revision);
    commits.push(await git("rev-parse", "HEAD"));
  }
  server = await startPrefectServer();
});

afterAll(async () => {
  await server?.stop();
  await rm(root, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<{ id: string; state?: { name: string } }> {
  const response = await fetch(`${server.apiUrl}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}

/** The pull steps of the deployment as they are stored for a commit. */
async function pullSteps(overrides: Overrides) {
  const repository = await openRepository(runLocally, join(root, "edp"));
  const tree = repository.workingTree();
  const { definitions } = await readProject(tree, { prefectFiles: ["prefect.yaml"] });
  const [definition] = definitions;
  if (!definition) throw new Error("The project has no deployment.");
  const { deployment, faults } = await buildDesiredDeployment(definition, {
    readFlow: (entrypoint) => readFlow(tree, entrypoint),
    templates: null,
    env: {},
    unsetVariables: "error",
    derivedVersion: null,
    workingDirectory: root,
    fileHash: async () => undefined,
    buildSteps: "error",
    overrides: { ...overrides, repository: join(root, "edp") },
  });
  expect(faults).toEqual([]);
  return deployment?.fields.pull_steps;
}

/** Revisions that a process worker ran from a folder that it keeps, pinned to each commit in turn. */
async function revisionsRun(
  prefect: string,
  name: string,
  pinFolder: Overrides["pinFolder"],
): Promise<string[]> {
  const folder = await mkdtemp(join(root, "kept-"));
  await rm(join(root, "ran.txt"), { force: true });
  await post("/work_pools/", { name, type: "process" });
  const flow = await post("/flows/", { name: "edp" });
  for (const commit of commits) {
    // A deployment of the same flow and name is updated.
    const deployment = await post("/deployments/", {
      name,
      flow_id: flow.id,
      entrypoint: "edp.py:edp",
      work_pool_name: name,
      job_variables: { working_dir: folder },
      pull_steps: await pullSteps({ commit, ...(pinFolder ? { pinFolder } : {}) }),
    });
    const run = await post(`/deployments/${deployment.id}/create_flow_run`, {});
    const worker = [
      "worker",
      "start",
      "--pool",
      name,
      "--run-once",
      "--limit",
      "1",
      "--install-policy",
      "never",
    ];
    const { stdout, stderr } = await runLocally(prefect, worker, {
      cwd: root,
      env: server.clientEnv,
      timeout: 240_000,
    });
    const ended = await fetch(`${server.apiUrl}/flow_runs/${run.id}`);
    const { state } = (await ended.json()) as { state: { name: string; message: string | null } };
    if (state.name !== "Completed")
      throw new Error(`The run is ${state.name}: ${state.message}\n${stdout}${stderr}`);
  }
  return (await readFile(join(root, "ran.txt"), "utf8")).trim().split("\n");
}

test.each([
  ["3.8.8", "off", ["ONE", "ONE"]],
  ["3.8.8", "commit", ["ONE", "TWO"]],
  ["3.9.1", "off", ["ONE", "TWO"]],
  ["3.9.1", "commit", ["ONE", "TWO"]],
] as const)(
  "a worker of Prefect %s that keeps folders runs two pinned commits, pin-folder %s, as %s",
  async (version, pinFolder, revisions) => {
    const prefect =
      version === PREFECT_VERSION ? await prefectProgram("prefect") : await otherPrefectProgram(version);
    const name = `pinned-${version.replaceAll(".", "-")}-${pinFolder}`;
    expect(await revisionsRun(prefect, name, pinFolder === "off" ? undefined : pinFolder)).toEqual(revisions);
  },
  600_000,
);
