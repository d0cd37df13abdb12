import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { releasedHelm } from "#services";
import { processTemplate } from "../bundles/work-pool-templates.ts";
import { type Namespace, WorkerCluster } from "../bundles/worker-cluster.ts";
import { type ChartRepository, startChartRepository } from "../services/chart-repository.ts";
import type { Environments, Name } from "./environments.ts";

/** DEV's and PROD's Kubernetes, in which the worker's namespace runs its pods, and a Helm repository. */
export class Clusters {
  private readonly clusters: Record<Name, WorkerCluster>;
  private readonly namespaces: Record<Name, Namespace>;
  private readonly charts: ChartRepository;
  /** Folders with Helm. */
  readonly path: readonly string[];
  private readonly kubeconfigs: Record<Name, string>;
  /** A kubeconfig of PROD whose user may do nothing. */
  readonly visitor: string;

  private constructor(
    clusters: Record<Name, WorkerCluster>,
    namespaces: Record<Name, Namespace>,
    charts: ChartRepository,
    path: readonly string[],
    kubeconfigs: Record<Name, string>,
    visitor: string,
  ) {
    this.clusters = clusters;
    this.namespaces = namespaces;
    this.charts = charts;
    this.path = path;
    this.kubeconfigs = kubeconfigs;
    this.visitor = visitor;
  }

  static async start(): Promise<Clusters> {
    const helm = await releasedHelm();
    const [dev, prod] = await Promise.all([WorkerCluster.start(), WorkerCluster.start()]);
    // Where the pipelines install the worker.
    const [inDev, inProd] = await Promise.all([dev.namespace("prefect"), prod.namespace("prefect")]);
    return new Clusters(
      { dev, prod },
      { dev: inDev, prod: inProd },
      await startChartRepository(helm),
      [dirname(helm)],
      {
        dev: await readFile(dev.api.kubeconfig, "utf8"),
        prod: await readFile(prod.api.kubeconfig, "utf8"),
      },
      await readFile(await prod.api.kubeconfigFor("visitor"), "utf8"),
    );
  }

  /** What a user sets to use the chart that is here. */
  get settings(): Record<string, string> {
    return { "chart-repository": this.charts.url };
  }

  get secrets(): Record<string, string> {
    return { DEV_KUBECONFIG: this.kubeconfigs.dev, PROD_KUBECONFIG: this.kubeconfigs.prod };
  }

  /** What no log may show. */
  get tokens(): string[] {
    return Object.values(this.clusters).map(({ api }) => api.adminToken);
  }

  /** Number and status of the release's newest revision in both. */
  async revisions(): Promise<Record<Name, string | undefined>> {
    const { dev, prod } = this.namespaces;
    return { dev: (await dev.revisions()).at(-1), prod: (await prod.revisions()).at(-1) };
  }

  restartWorker(name: Name): Promise<void> {
    return this.namespaces[name].restartWorker();
  }

  async stop(): Promise<void> {
    await this.charts.stop();
    await Promise.all(Object.values(this.clusters).map((cluster) => cluster.stop()));
  }
}

/** The values file of an environment's worker, which runs processes since nothing here runs containers. */
export function values(
  environments: Environments,
  name: Name,
  pool: string,
  greeting: string,
): Record<string, string> {
  const configuration = JSON.stringify(processTemplate("DEFAULT_FLOW_IMAGE", greeting), null, 2);
  const worker = {
    apiConfig: "selfHostedServer",
    selfHostedServerApiConfig: {
      apiUrl: environments.serverUrl(name),
      basicAuth: { enabled: true, existingSecret: "prefect-auth" },
    },
    config: { workPool: pool, type: "process", baseJobTemplate: { configuration } },
  };
  return {
    [`etc/helm_values/prefect-worker/values-${name}.yaml`]: stringify({ worker }, { blockQuote: "literal" }),
  };
}
