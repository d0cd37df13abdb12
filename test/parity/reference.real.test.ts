import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { prefectProgram } from "#services";
import { checkOut } from "../../tools/parity/corpus.ts";
import { Lane } from "../../tools/parity/lane.ts";
import { removeDeployments } from "../../tools/parity/server-state.ts";
import { readStored } from "../../tools/parity/stored-state.ts";
import { makeSampleRepositories } from "./sample-repositories.ts";

let folder: string;
let lane: Lane;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-parity-reference-"));
  await makeSampleRepositories(folder);
  lane = await Lane.open(60);
});

afterAll(async () => {
  await lane?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the reference stores what the command line stores once the packages are installed", async () => {
  const clone = await lane.newFolder();
  expect(await checkOut({ repo: "acme/warehouse", path: "prefect.yaml" }, folder, clone)).toBeNull();
  const file = { folder: clone, file: "prefect.yaml" };
  const opened = await lane.reference.open(file);
  if ("failed" in opened) throw new Error(opened.failed);
  expect(opened.environment).toEqual({ STAGE: "value-of-stage" });
  await lane.reference.prepare(file, opened.environment);
  const names = ["hourly", "undescribed", "triggered"];
  for (const name of names) {
    const index = opened.deployments.findIndex((one) => one.name === name);
    expect(await lane.reference.deploy(file, opened.environment, index)).toMatchObject({
      how: "stand-ins",
      standIns: ["absent_warehouse"],
    });
  }
  const reference = await readStored(lane.apiUrl);
  await removeDeployments(lane.apiUrl);

  const packages = await installedPackages();
  for (const name of names) {
    const deploy = await runLocally(
      await prefectProgram("prefect"),
      ["--no-prompt", "deploy", "--name", name],
      { cwd: clone, env: { ...lane.environment, ...opened.environment, PYTHONPATH: packages } },
    );
    expect(deploy).toMatchObject({ exitCode: 0 });
  }
  const stored = await readStored(lane.apiUrl);
  expect([...stored.keys()].sort()).toEqual([
    "load-orders/hourly",
    "load-orders/triggered",
    "undescribed/undescribed",
  ]);
  expect(reference).toEqual(stored);
});

/** What the sample's flows import and nobody has. */
async function installedPackages(): Promise<string> {
  const packages = join(folder, "packages");
  await mkdir(join(packages, "absent_warehouse"), { recursive: true });
  await writeFile(join(packages, "absent_warehouse/__init__.py"), "def connect(name):\n    return name\n");
  await writeFile(
    join(packages, "absent_warehouse/queries.py"),
    "class Query:\n    def __init__(self, name):\n        self.name = name\n",
  );
  return packages;
}
