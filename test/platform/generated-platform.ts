import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";

export interface ProjectSize {
  deployments: number;
  flows: number;
  workPool: string;
}

/**
 * Writes a git repository of a platform as data teams have them: many deployments of few flows, each with a
 * schedule, parameters, tags and job variables, the flows importing one shared module. Returns its folder.
 */
export async function makeProject({ deployments, flows, workPool }: ProjectSize): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-bench-"));
  await mkdir(join(folder, "flows"));
  await writeFile(join(folder, "shared.py"), "def greet(name):\n    return f'hello {name}'\n");
  for (let flow = 0; flow < flows; flow++) {
    await writeFile(join(folder, "flows", `${flowModule(flow)}.py`), flowSource(flow));
  }
  const list = Array.from({ length: deployments }, (_, index) =>
    deploymentYaml(index, index % flows, workPool),
  );
  await writeFile(join(folder, "prefect.yaml"), `${HEADER}deployments:\n${list.join("")}`);
  await git(folder, ["init", "--quiet", "--initial-branch", "main"]);
  await git(folder, ["remote", "add", "origin", REPOSITORY]);
  await commitAll(folder, "Start the platform");
  return folder;
}

/** Commits everything in the folder. */
export async function commitAll(folder: string, message: string): Promise<void> {
  const author = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
  await git(folder, ["add", "--all"]);
  await git(folder, [...author, "commit", "--quiet", "--message", message]);
}

const REPOSITORY = "https://git.example.com/bench.git";

const HEADER = `name: bench
pull:
  - prefect.deployments.steps.git_clone:
      repository: ${REPOSITORY}
      branch: main
`;

const flowModule = (flow: number) => `flow_${String(flow).padStart(3, "0")}`;

const flowSource = (flow: number) => `from prefect import flow
from shared import greet


@flow
def ${flowModule(flow)}(source: str, table: str, rows: int = 1000, full: bool = False) -> None:
    """Load a table.

    Args:
        source: system to read from.
        table: table to load.
    """
    print(greet(source))
`;

const deploymentYaml = (
  index: number,
  flow: number,
  workPool: string,
) => `  - name: load-${String(index).padStart(4, "0")}
    description: Loads table ${index}
    entrypoint: flows/${flowModule(flow)}.py:${flowModule(flow)}
    parameters: {source: shop, table: table_${index}}
    tags: [bench, group-${index % 10}]
    schedules:
      - cron: "${index % 60} ${index % 24} * * *"
        timezone: UTC
    work_pool: {name: ${workPool}, job_variables: {env: {TABLE: "${index}"}}}
`;

async function git(folder: string, args: string[]): Promise<void> {
  const { exitCode, stderr } = await runLocally("git", args, { cwd: folder });
  if (exitCode !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
}
