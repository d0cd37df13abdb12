import { readFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { stringify } from "yaml";
import { missing, PodRunner, releasedHelm, startKubernetesApi } from "#services";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import { startChartRepository } from "../../test/services/chart-repository.ts";
import type { Environment } from "./environment.ts";
import { heading, slowly } from "./print.ts";
import { Team } from "./team.ts";
import { type BaseJobTemplate, defaultTemplate, PoolWatch, withDefault } from "./work-pools.ts";

const PULL_REQUEST = "prefect-worker-pull-request.yml";
const MERGE = "prefect-worker-merge.yml";
const CLOSE = "prefect-worker-close.yml";

const NUMBER = 16;
const BRANCH = "other-folder";
const POOL = "edp-worker-pool";
/** Where the templates install the worker, and where they look for its Helm values. */
const NAMESPACE = "prefect";
const FILE = "etc/helm_values/prefect-worker/values-dev.yaml";

/** Why the worker pipeline can't be shown on this machine; undefined where it can. */
export function reasonAgainstWorkerPipeline(): string | undefined {
  const lacking = missing(["go", "debian"]);
  return lacking.length > 0 ? `Kubernetes and Helm need ${lacking.join(", ")} here.` : undefined;
}

/**
 * DEV's worker on Kubernetes, upgraded with its work pool through Helm. The API server, Helm and the worker are
 * real; its pod runs as a process of this machine.
 */
export async function showWorkerPipeline(repository: SampleRepository, dev: Environment): Promise<void> {
  console.log(
    "  Kubernetes' API server, Helm and the worker are real; its pod runs as a process of this machine.",
  );
  const [helm, kubernetes] = await slowly(
    "starting Kubernetes' API (the first time, Helm and it are built, for minutes)",
    () => Promise.all([releasedHelm(), startKubernetesApi()]),
  );
  const [pods, charts] = await Promise.all([
    PodRunner.start(kubernetes.kubeconfig, NAMESPACE),
    startChartRepository(helm),
  ]);
  const team = await Team.start(repository, {
    settings: { IMAGE: "ghcr.io/acme/edp/flows", CHART_REPOSITORY: charts.url },
    environments: {
      dev: {
        vars: { PREFECT_API_URL: dev.server.apiUrl, PREFECT_WORK_POOL: POOL },
        secrets: { KUBECONFIG: await readFile(kubernetes.kubeconfig, "utf8") },
      },
    },
    env: { PATH: `${dirname(helm)}${delimiter}${process.env.PATH}` },
  });
  const pools = new PoolWatch([dev], POOL, ["image", "working_dir"]);
  try {
    await tellWorker(team, pools, dev);
    pools.print();
  } finally {
    await team.stop();
    await pods.stop();
    await Promise.all([charts.stop(), kubernetes.stop()]);
  }
}

async function tellWorker(team: Team, pools: PoolWatch, dev: Environment): Promise<void> {
  const { git, commit } = team.repository;
  const template = await defaultTemplate(dev, "process");
  template.variables.properties.image = { type: "string", default: "DEFAULT_FLOW_IMAGE" };
  const values = (folder: string) => ({
    [FILE]: valuesFile(dev, withDefault(template, "working_dir", folder)),
  });

  heading("6.1 main gets Helm values: the worker is installed, and makes its work pool");
  const before = await git("rev-parse", "main");
  await commit("Describe the worker", values("/tmp"));
  await pools.during("push", async () => {
    const push = await team.onPush(before);
    const changed = await team.job(MERGE, "changed", push);
    await team.job(MERGE, "dev", push, { changed });
  });

  heading(`6.2 Pull request #${NUMBER} changes where runs work: DEV's worker is upgraded`);
  await git("switch", "--quiet", "--create", BRANCH);
  await commit("Let runs work elsewhere", values("/var/tmp"));
  const pull = await team.open(NUMBER, BRANCH);
  await pools.during("pull request", async () => {
    const opened = await team.onPullRequest(pull, "opened");
    const changed = await team.job(PULL_REQUEST, "changed", opened);
    await team.job(PULL_REQUEST, "dev", opened, { changed });
  });

  heading("6.3 Closed without a merge: DEV's worker gets main's values again");
  await team.close(pull);
  await pools.during("close", async () => {
    const closed = await team.onPullRequest(pull, "closed");
    const find = await team.job(CLOSE, "find", closed);
    await team.job(CLOSE, "dev", closed, { find });
  });
}

/** Values of the prefect-worker chart for a worker that runs processes, since nothing here runs containers. */
function valuesFile({ server }: Environment, template: BaseJobTemplate): string {
  const worker = {
    apiConfig: "selfHostedServer",
    selfHostedServerApiConfig: { apiUrl: server.apiUrl },
    config: {
      workPool: POOL,
      type: "process",
      baseJobTemplate: { configuration: JSON.stringify(template, null, 2) },
    },
  };
  return stringify({ worker }, { blockQuote: "literal" });
}
