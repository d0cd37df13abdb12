import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { prefectProgram } from "#services";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { pullCases } from "./pull-cases.ts";

/** Runs pull steps as Prefect does for a run, and tells where that leaves it (`load_flow_from_flow_run`). */
const FOLLOW = `
import asyncio, json, os, sys
from prefect.deployments.steps.core import run_steps
output = asyncio.run(run_steps(json.load(sys.stdin), print_function=lambda *_args, **_options: None))
if output.get("directory"):
    os.chdir(output["directory"])
print(json.dumps(os.getcwd()))
`;

let folder: string;
let python: string;
let repository: Awaited<ReturnType<typeof temporaryRepository>>;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "prefect-cicd-place-")));
  python = await prefectProgram("python");
  repository = await temporaryRepository();
  await repository.commit({ "project/flows.py": "" });
  await repository.git("branch", "feature/x");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.entries(pullCases))("Prefect itself ends there: %s", async (name, { steps, directory }) => {
  const root = join(folder, name.replaceAll(" ", "-"));
  for (const place of ["opt/prefect", "opt/work"]) await mkdir(join(root, place), { recursive: true });
  await mkdir(join(root, "home"));
  // The clone is of a folder of this machine that has the repository's name.
  const link = join(root, "platform.git");
  await writeFile(join(root, "gitconfig"), '[safe]\n\tdirectory = *\n[protocol "file"]\n\tallow = always\n');
  await runLocally("ln", ["-s", repository.root, link]);
  const text = JSON.stringify(steps)
    .replaceAll("https://github.com/acme/platform.git", `file://${link}`)
    .replaceAll('"/opt/', `"${root}/opt/`);
  const { stdout, stderr } = await runLocally(python, ["-c", FOLLOW], {
    cwd: join(root, "opt/prefect"),
    input: text,
    env: {
      PREFECT_HOME: join(root, "home"),
      PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "false",
      PREFECT_API_URL: "http://127.0.0.1:9/api",
      PREFECT_SERVER_ANALYTICS_ENABLED: "false",
      DO_NOT_TRACK: "1",
      GIT_CONFIG_GLOBAL: join(root, "gitconfig"),
    },
  });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  expect({ last, stderr: last === "" ? stderr : "" }).toEqual({
    last: JSON.stringify(join(root, directory)),
    stderr: "",
  });
});
