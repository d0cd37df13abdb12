import { selectLive } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import type { JsonObject } from "#json";
import type { ConnectionInputs, Deployment, FlowRun, PrefectClient } from "#prefect-api";
import type { Smoke } from "#prefect-project";
import {
  chooseRepeats,
  type Job,
  type RunObserver,
  type RunRequest,
  type RunResult,
  readNoise,
  runAndWatch,
  runsUnderWay,
  waitForQuiet,
} from "#runs";
import { ciJob } from "./ci-job.ts";
import { connect } from "./connect.ts";
import { type Judged, judgeRuns } from "./judge-runs.ts";
import type { RunValues } from "./options/index.ts";
import { missingDeployment } from "./set-schedules.ts";
import { checkRuns } from "./stages/check-run.ts";
import { declaredSmokes } from "./stages/declared-smokes.ts";
import { givenValues } from "./stages/given-values.ts";
import type { Surroundings } from "./surroundings.ts";

export type RunOptions = RunValues &
  Surroundings &
  Omit<RunObserver, "reporter"> & {
    connection: ConnectionInputs;
    /** Ends the watching: what was started is asked to stop. */
    signal: AbortSignal;
    /** Seconds that are waited for that. */
    signalTimeout: number;
  };

/** What was run, and how it ended. */
export interface RunReport extends Judged {
  /** `flow-name/deployment-name` of what is run. */
  planned: string[];
  results: RunResult[];
  /** With `select: declared`: those that don't say how they are tried. */
  notDeclared: string[];
  /** With `select: declared`: those that say that they are not to be tried. */
  skipped: string[];
  /** With `failed-since`: the runs that are repeated, a line each. */
  repeated: string[];
  /** With `failed-since`: the runs that are not, and why. */
  left: string[];
}

/**
 * Starts runs of live deployments and watches them to their end. Everything is checked before the first one starts.
 *
 * @throws FaultError for everything that is wrong before that
 */
export async function runDeployments(options: RunOptions): Promise<RunReport> {
  if (options.failedSince !== undefined && options.select === "declared") {
    throw new FaultError({
      code: "inputs-conflict",
      message: "failed-since repeats runs, and select: declared starts what definitions declare.",
      fix: "Leave one of them out.",
    });
  }
  const client = await connect(options);
  const { deployments, missing } = await selectLive(client, options.deployments);
  throwIfAny(missing.map(missingDeployment));
  const job = ciJob(options);
  const chosen =
    options.failedSince === undefined
      ? await choose(options, deployments)
      : await failedRuns(client, job, deployments, options.failedSince);
  const { requests, faults } = requestsOf(options, chosen);
  throwIfAny([...faults, ...tooMany(requests, options.maxRuns), ...(await checkRuns(client, requests))]);
  const planned = requests.map(({ deployment }) => deployment.key);
  const { notDeclared, skipped, repeated, left } = chosen;
  const report = { planned, notDeclared, skipped, repeated, left };
  if (requests.length === 0) return { ...report, results: [], faults: [], warnings: [] };
  const warnings = await quiet(client, job, requests, options);
  if (options.planOnly) return { ...report, results: [], faults: [], warnings };
  const { reporter, showLog, remember } = options;
  const observer = { reporter, showLog, remember };
  const watching = { ...options, cancelTimeout: CANCEL_TIMEOUT };
  const results = await runAndWatch(client, job, requests, watching, observer);
  const judged = judgeRuns(results, options.failOn, client.connection);
  if (options.signal.aborted) judged.faults.push(CANCELLED);
  return { ...report, ...judged, results };
}

const CANCELLED: Fault = {
  code: "run-inconclusive",
  message: "The job was cancelled, and what it had started was asked to stop.",
  fix: "Run the job again.",
};

/** Seconds that are waited for a run which was asked to stop: a worker looks for those every ten. */
const CANCEL_TIMEOUT = 60;

/**
 * Waits until it is quiet where that is asked for; for a plan tells only what goes on.
 *
 * @throws FaultError where it did not become quiet in time
 */
async function quiet(
  client: PrefectClient,
  job: Job,
  requests: readonly RunRequest[],
  { waitForQuiet: within, planOnly, timeout, reporter, signal }: RunOptions,
): Promise<Fault[]> {
  if (within === undefined) return [];
  const look = () =>
    readNoise(
      client,
      requests.map(({ deployment }) => deployment),
      within,
    );
  if (planOnly) return (await look()).reasons.map(notQuiet);
  if (await runsUnderWay(client, job, requests)) return [];
  throwIfAny((await waitForQuiet(look, timeout, reporter, signal)).map(notQuiet));
  return [];
}

const notQuiet = (message: string): Fault => ({
  code: "not-quiet",
  message,
  fix: "Wait for them, or leave out wait-for-quiet.",
});

interface Chosen {
  runs: { deployment: Deployment; smoke: Smoke | null; repeated?: FlowRun }[];
  notDeclared: string[];
  skipped: string[];
  repeated: string[];
  left: string[];
}

const nothingChosen = (): Chosen => ({ runs: [], notDeclared: [], skipped: [], repeated: [], left: [] });

/** @param since seconds before now */
async function failedRuns(
  client: PrefectClient,
  job: Job,
  deployments: readonly Deployment[],
  since: number,
): Promise<Chosen> {
  const now = Date.now();
  const [after, before] = [new Date(now - since * 1000), new Date(now)].map((date) => date.toISOString());
  const ids = deployments.map(({ id }) => id);
  const runs = await client.flowRuns.between(ids, after ?? "", before ?? "");
  const { repeat, left } = chooseRepeats(runs, deployments, job);
  const told = ({ run, deployment }: { run: FlowRun; deployment: Deployment }) =>
    `${deployment.key}: ${run.name} of ${run.expected_start_time}, ${run.state_name}`;
  return {
    ...nothingChosen(),
    runs: repeat.map(({ run, deployment }) => ({ deployment, smoke: null, repeated: run })),
    repeated: repeat.map(told),
    left: left.map((one) => `${told(one)}; ${one.why}`),
  };
}

async function choose(options: RunOptions, deployments: readonly Deployment[]): Promise<Chosen> {
  if (options.select !== "declared") {
    const runs = deployments.map((deployment) => ({ deployment, smoke: null }));
    return { ...nothingChosen(), runs };
  }
  if (deployments.length === 0) return nothingChosen();
  const smokes = await declaredSmokes(
    options,
    deployments.map(({ key }) => key),
  );
  const chosen = nothingChosen();
  for (const deployment of deployments) {
    const smoke = smokes.get(deployment.key);
    if (smoke === undefined) chosen.notDeclared.push(deployment.key);
    else if (smoke.skip) chosen.skipped.push(deployment.key);
    else chosen.runs.push({ deployment, smoke });
  }
  return chosen;
}

function requestsOf(
  { parameters, jobVariables, tags, workQueue, timeout }: RunOptions,
  { runs }: Chosen,
): { requests: RunRequest[]; faults: Fault[] } {
  const keys = runs.map(({ deployment }) => deployment.key);
  const ofParameters = givenValues("parameters", parameters, keys);
  const ofJobVariables = givenValues("job-variables", jobVariables, keys);
  const requests = runs.map(({ deployment, smoke, repeated }) => ({
    deployment,
    parameters: {
      ...smoke?.parameters,
      ...(repeated?.parameters as JsonObject),
      ...ofParameters.of(deployment.key),
    },
    jobVariables: { ...(repeated?.job_variables as JsonObject | null), ...ofJobVariables.of(deployment.key) },
    tags,
    workQueue,
    timeout: smoke?.timeout ?? timeout,
  }));
  return { requests, faults: [...ofParameters.faults, ...ofJobVariables.faults] };
}

function tooMany(requests: readonly RunRequest[], maxRuns: number): Fault[] {
  if (requests.length <= maxRuns) return [];
  return [
    {
      code: "runs-too-many",
      message: `${requests.length} runs are selected, and ${maxRuns} may be started.`,
      fix: "Select fewer deployments, or raise max-runs.",
    },
  ];
}
