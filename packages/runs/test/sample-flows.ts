import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "#json";
import type { Deployment, PrefectClient } from "#prefect-api";
import { uniqueName } from "#services";

/** Flows that end in every way in which a flow can end. */
const FLOWS = `
import os, signal, sys, time
from prefect import flow, get_run_logger
from prefect.flow_runs import pause_flow_run


@flow
def good(limit: int = 1):
    log = get_run_logger()
    for line in range(limit):
        log.info("line %d of %d", line + 1, limit)


@flow
def bad(table: str = "orders"):
    get_run_logger().warning("looking at %s", table)
    raise ValueError("no rows in " + table)


@flow
def crash():
    get_run_logger().info("about to be killed")
    time.sleep(3)
    os.kill(os.getpid(), signal.SIGKILL)


@flow
def hang():
    get_run_logger().info("hanging")
    time.sleep(900)


@flow
def part():
    raise ValueError("the part failed")


@flow
def whole():
    try:
        part()
    except ValueError:
        pass
    return 1


@flow(retries=2, retry_delay_seconds=1)
def again():
    from prefect.runtime import flow_run
    if flow_run.run_count < 2:
        raise ValueError("not yet")


@flow
def ask():
    pause_flow_run(wait_for_input=str, timeout=900)


if __name__ == "__main__":
    good.serve(name=sys.argv[1])
`;

export type SampleFlow = "good" | "bad" | "crash" | "hang" | "whole" | "again" | "ask";

/** A file with the flows; as a program it serves `good` under the name that is its argument. */
export async function flowsFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-flows-"));
  await writeFile(join(folder, "flows.py"), FLOWS);
  return join(folder, "flows.py");
}

/** A deployment of one of them, in a work pool; of names that no other test uses. */
export async function sampleDeployment(
  prefect: PrefectClient,
  name: SampleFlow,
  pool: string,
  fields: Partial<Parameters<PrefectClient["deployments"]["create"]>[0]> = {},
): Promise<Deployment> {
  const folder = dirname(await flowsFile());
  const flow = await prefect.flows.ensure(name);
  return prefect.deployments.create(
    {
      name: uniqueName(name),
      flow_id: flow.id,
      entrypoint: `flows.py:${name}`,
      work_pool_name: pool,
      pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
      parameter_openapi_schema: SCHEMAS[name] ?? { type: "object", properties: {} },
      ...fields,
    },
    name,
  );
}

const SCHEMAS: Partial<Record<SampleFlow, JsonObject>> = {
  good: {
    type: "object",
    properties: { limit: { type: "integer", title: "limit", default: 1, position: 0 } },
  },
  bad: {
    type: "object",
    properties: { table: { type: "string", title: "table", default: "orders", position: 0 } },
  },
};
