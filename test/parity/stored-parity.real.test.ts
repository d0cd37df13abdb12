import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { OWNED_TAG } from "#deployment-plan";
import { jsonText, parseJson } from "#json";
import {
  type PrefectServer,
  prefectProgram,
  projectRoot,
  runBundle,
  startPrefectServer,
  startProxy,
} from "#services";
import {
  PrefectDeployer,
  type ProjectEnvironment,
} from "../../packages/prefect-project/test/oracle/prefect-deployer.ts";
import { readStored, type StoredDeployment } from "../../tools/parity/stored-state.ts";

let folder: string;
let environment: ProjectEnvironment;
let theirs: PrefectServer;
let ours: PrefectServer;

beforeAll(async () => {
  folder = await makeRepository();
  environment = parseJson(
    await readFile(join(folder, "environment.json"), "utf8"),
  ) as unknown as ProjectEnvironment;
  [theirs, ours] = await Promise.all([startPrefectServer(), startPrefectServer()]);
  for (const server of [theirs, ours]) await prepare(server);
});

afterAll(async () => {
  await Promise.all([theirs?.stop(), ours?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

test("what apply-deployments stores is what prefect deploy stores, but for the differences on purpose", async () => {
  const deploy = await runLocally(await prefectProgram("prefect"), ["--no-prompt", "deploy", "--all"], {
    cwd: folder,
    env: { ...theirs.clientEnv, ...environment.env },
  });
  expect(deploy.exitCode).toBe(0);
  const applied = await apply(ours.apiUrl);
  expect(applied.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^prefect\.yaml:18:7: Several of the merged mappings have the key cron: the first/),
    expect.stringMatching(/^prefect\.yaml:27:5: Several of the merged mappings have the key work_pool: /),
    expect.stringContaining("Prefect doesn't know the key unknown_key"),
    expect.stringContaining(
      "The value of PARITY_IMAGE_TAG is stored in clear in the deployment's pull steps",
    ),
    expect.stringContaining("The flow has no parameter unknown"),
    // The plan of so many is no output, but a file.
    expect.stringContaining("Read `applied-file` and `plan-file` instead"),
  ]);
  expect(applied.exitCode).toBe(0);

  const stored = { theirs: await readStored(theirs.apiUrl), ours: await readStored(ours.apiUrl) };
  expect(stored.theirs.size).toBeGreaterThanOrEqual(50);
  // Compared is what the servers write, where 25.0 is not 25.
  expect(jsonText(stored.theirs.get("parity-numbers/numbers")?.deployment.parameters)).toBe(NUMBERS);
  expect([...stored.ours.keys()].sort()).toEqual([...stored.theirs.keys()].sort());
  for (const [key, reference] of stored.theirs) {
    expect({ key, ...stored.ours.get(key) }).toEqual({ key, ...onPurpose(reference) });
  }
});

/** What prefect.yaml's deployment `numbers` gives, as Prefect's server writes it. */
const NUMBERS =
  '{"whole":25,"fraction":25.0,"mixed":25,"large":100000000000000000000,"exponent":1e+16,"small":1e-05,"negative":-0.0,"bounded":7.0,' +
  '"steps":[25.0,25,1e+16,-0.0,3.14],"options":{"a":[25.0,{"b":1e+300}],"text":"1e3","text_too":"1E5","c":"1e-7","d":1e-07,"inf":null,"nan":null,"base":90.5,"1.0":"x","big":123456789012345678901234567890,"under":1000.0}}';

test("applied again, also from a later commit that changes nothing here, nothing is written", async () => {
  await commit("A change of no deployment", { "NOTES.md": "nothing\n" });
  const proxy = await startProxy(ours.apiUrl);
  const { exitCode, outputs } = await apply(proxy.url);
  const writes = proxy.writes().map(({ method, path }) => `${method} ${path}`);
  await proxy.stop();
  expect({ exitCode, anyChanged: outputs["any-changed"] }).toEqual({ exitCode: 0, anyChanged: "false" });
  // The commit alone is recorded anew: the next detection starts there.
  expect(writes.filter((write) => !write.includes("/variables/"))).toEqual([]);
});

/** docs/differences-from-prefect-deploy.md, as far as a first deploy shows them. */
function onPurpose({ deployment, schedules, automations }: StoredDeployment): StoredDeployment {
  const { description } = deployment;
  return {
    deployment: { ...deployment, description: description === "None" ? null : (description ?? null) },
    schedules,
    automations: automations.map((automation) => ({ ...automation, tags: [OWNED_TAG] })),
  };
}

async function makeRepository(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "prefect-cicd-stored-parity-"));
  await cp(join(projectRoot, "test/fixtures/parity-project"), made, { recursive: true });
  await git(made, "init", "--quiet", "--initial-branch", "main");
  await git(made, "remote", "add", "origin", "https://github.com/acme/parity.git");
  await writeFile(join(made, "empty.yaml"), "deployments: []\n");
  await git(made, "add", "--all");
  await git(made, ...AUTHOR, "commit", "--quiet", "--message", "A project");
  return made;
}

const AUTHOR = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];

async function commit(message: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  await git(folder, "add", "--all");
  await git(folder, ...AUTHOR, "commit", "--quiet", "--message", message);
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runLocally("git", args, { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
}

/** Makes the pools, variables and blocks that the project names. */
async function prepare(server: PrefectServer): Promise<void> {
  const deployer = await PrefectDeployer.start(folder, server.clientEnv, environment);
  await deployer.deploy("empty.yaml");
  deployer.stop();
}

function apply(apiUrl: string) {
  return runBundle("apply-deployments", {
    inputs: { "prefect-api-url": apiUrl, deployments: "all", "unset-variables": "empty" },
    workspace: folder,
    env: environment.env,
  });
}
