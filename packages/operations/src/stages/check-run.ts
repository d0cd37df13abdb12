import { jobVariablesOf } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { type JsonObject, jsonText } from "#json";
import { compileSchema } from "#json-schema";
import type { Deployment, PrefectClient, WorkPool } from "#prefect-api";
import { unknownParameters } from "#prefect-project";
import type { RunRequest } from "#runs";
import { asServerReads, type JobVariableCheck, jobVariableFault } from "#work-pool";

/** What a work pool of the server takes; null where there is none of that name. */
interface CheckedPool {
  pool: WorkPool;
  check: JobVariableCheck;
  /** Whether it has the queue that runs are to go to. */
  hasQueue: boolean;
}

/** Everything that is wrong with runs that are to be started, before the first of them is. Writes nothing. */
export async function checkRuns(client: PrefectClient, requests: readonly RunRequest[]): Promise<Fault[]> {
  const queue = requests.find(({ workQueue }) => workQueue !== undefined)?.workQueue;
  const names = new Set(requests.flatMap(({ deployment }) => deployment.work_pool_name ?? []));
  const pools = new Map<string, CheckedPool | null>();
  for (const name of names) pools.set(name, await readPool(client, name, queue));
  return requests.flatMap((request) => [
    ...parameterFaults(request),
    ...poolFaults(request, pools.get(request.deployment.work_pool_name ?? "") ?? null),
  ]);
}

async function readPool(
  client: PrefectClient,
  name: string,
  queue: string | undefined,
): Promise<CheckedPool | null> {
  const pool = await client.workPools.find(name);
  if (pool === undefined) return null;
  const hasQueue = queue === undefined || (await client.workPools.findQueue(name, queue)) !== undefined;
  return { pool, check: await jobVariablesOf(client, pool), hasQueue };
}

/** As the server checks a run's (`create_flow_run_from_deployment`): the deployment's with the run's laid over them. */
function parameterFaults({ deployment, parameters }: RunRequest): Fault[] {
  const schema = deployment.parameter_openapi_schema as JsonObject | null;
  if (!schema || Object.keys(schema).length === 0) return [];
  const unknown = unknownParameters(parameters, schema).map(({ given, meant }) =>
    faultOf(
      deployment,
      "parameter-unknown",
      `The flow has no parameter ${given}.`,
      meant && `Did you mean ${meant}?`,
    ),
  );
  const all = { ...deployment.parameters, ...parameters };
  // What the server fills in is known to it alone.
  if (!deployment.enforce_parameter_schema || jsonText(all).includes("__prefect_kind")) return unknown;
  const refused = compileSchema(asServerReads(schema, false))(all as JsonObject)
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, message, params, keyword }) => {
      const place = instancePath.split("/").slice(1).join(".");
      const name = keyword === "required" ? String(params.missingProperty) : place;
      const what = keyword === "required" ? "is required" : (message ?? "doesn't fit");
      return faultOf(deployment, "parameter-invalid", `The parameter ${name} ${what}.`);
    });
  return [...unknown, ...new Map(refused.map((fault) => [fault.message, fault])).values()];
}

function poolFaults(
  { deployment, jobVariables, workQueue }: RunRequest,
  checked: CheckedPool | null,
): Fault[] {
  const name = deployment.work_pool_name;
  if (!name) {
    return workQueue === undefined
      ? []
      : [faultOf(deployment, "work-queue-missing", "It has no work pool, and so no work queue.")];
  }
  if (checked === null) {
    return [faultOf(deployment, "work-pool-missing", `There is no work pool "${name}" on the server.`)];
  }
  if (checked.pool.type === "prefect-agent") {
    const message = `The work pool "${name}" is of type prefect-agent, which runs nothing any more.`;
    return [
      faultOf(deployment, "work-pool-type", message, "Give the deployment a work pool that workers poll."),
    ];
  }
  const queue = checked.hasQueue
    ? []
    : [
        faultOf(
          deployment,
          "work-queue-missing",
          `The work pool "${name}" has no work queue ${JSON.stringify(workQueue)}.`,
          "Correct its name, or make it first: a run for a queue that is not there would make it.",
        ),
      ];
  const own = Object.keys(jobVariables).length > 0;
  const problems = [
    ...checked.check.run(deployment.job_variables as JsonObject, jobVariables),
    ...(own ? checked.check.deployment(jobVariables).filter(({ kind }) => kind === "undeclared") : []),
  ];
  return [
    ...queue,
    ...problems.map((problem) => {
      const fault = jobVariableFault(problem, { workPool: name });
      return { ...fault, message: `${deployment.key}: ${fault.message}` };
    }),
  ];
}

function faultOf(
  { key }: Deployment,
  code: Fault["code"],
  message: string,
  fix: string | undefined = "Correct it.",
): Fault {
  return { code, message: `${key}: ${message}`, fix };
}
