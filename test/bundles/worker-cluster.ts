import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { runLocally } from "#command";
import type { JsonObject } from "#json";
import {
  helmProgram,
  type Kubectl,
  type KubernetesApi,
  kubectlFor,
  PodRunner,
  projectRoot,
  runBundle,
  type StepOptions,
  type StepResult,
  startKubernetesApi,
  uniqueName,
} from "#services";

/** A cluster with Helm and a chart for workers, to be shared by the tests of one file. */
export class WorkerCluster {
  readonly api: KubernetesApi;
  readonly folder: string;
  readonly helm: string;
  private readonly pods: PodRunner[] = [];

  private constructor(api: KubernetesApi, folder: string, helm: string) {
    this.api = api;
    this.folder = folder;
    this.helm = helm;
  }

  static async start(): Promise<WorkerCluster> {
    const helm = await helmProgram();
    const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-cluster-"));
    return new WorkerCluster(await startKubernetesApi(), folder, helm);
  }

  async stop(): Promise<void> {
    await Promise.all(this.pods.map((runner) => runner.stop()));
    await this.api.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A namespace, by default one of its own, which is not there yet; its pods run from now on. */
  async namespace(name = uniqueName("prefect")): Promise<Namespace> {
    this.pods.push(await PodRunner.start(this.api.kubeconfig, name));
    return new Namespace(this, name);
  }
}

/** One namespace and the values file that is used in it. */
export class Namespace {
  readonly cluster: WorkerCluster;
  readonly name: string;
  readonly kubectl: Kubectl;

  constructor(cluster: WorkerCluster, name: string) {
    this.cluster = cluster;
    this.name = name;
    this.kubectl = kubectlFor(cluster.api.kubeconfig, name);
  }

  /** Writes a values file with a comment in it, and returns its path. */
  async values(worker: object, template: JsonObject | string | undefined): Promise<string> {
    const file = join(this.cluster.folder, `${uniqueName("values")}.yaml`);
    const text = typeof template === "object" ? JSON.stringify(template, null, 2) : template;
    const configuration = text === undefined ? {} : { baseJobTemplate: { configuration: text } };
    const { config = {}, ...rest } = worker as { config?: object };
    const values = { worker: { ...rest, config: { ...config, ...configuration } } };
    await writeFile(file, `# Kept by hand.\n${stringify(values, { blockQuote: "literal" })}`);
    return file;
  }

  /** Runs the action in this namespace, with Helm on PATH. */
  update(inputs: Record<string, string>, options: Partial<StepOptions> = {}): Promise<StepResult> {
    return runBundle("update-work-pool", {
      workspace: this.cluster.folder,
      ...options,
      inputs: {
        namespace: this.name,
        chart: join(projectRoot, "test/services/charts/prefect-worker"),
        kubeconfig: this.cluster.api.kubeconfig,
        timeout: "90",
        ...inputs,
      },
      env: { PATH: `${dirname(this.cluster.helm)}:${process.env.PATH}`, ...options.env },
    });
  }

  /** The release's revisions with their status, the oldest first. */
  async revisions(): Promise<string[]> {
    const { kubeconfig } = this.cluster.api;
    const args = [
      "history",
      "prefect-worker",
      "--namespace",
      this.name,
      "--kubeconfig",
      kubeconfig,
      "--output",
      "json",
    ];
    const { stdout } = await runLocally(this.cluster.helm, args);
    return stdout === ""
      ? []
      : (JSON.parse(stdout) as { revision: number; status: string }[]).map(
          ({ revision, status }) => `${revision} ${status}`,
        );
  }

  /** Gives the release's pods new ones, as a drained node does; returns when those are ready. */
  async restartWorker(): Promise<void> {
    await this.kubectl("rollout", "restart", "deployment/prefect-worker");
    await this.kubectl("rollout", "status", "deployment/prefect-worker", "--timeout=90s");
  }

  /** The template that the release gives to a pod which starts. */
  async releasedTemplate(): Promise<unknown> {
    const name = "prefect-worker-base-job-template";
    const map = JSON.parse(await this.kubectl("get", "configmap", name, "--output", "json"));
    return JSON.parse(map.data["baseJobTemplate.json"]);
  }

  /** The Helm values that were given for the present revision. */
  async helmValues(): Promise<string> {
    const { kubeconfig } = this.cluster.api;
    const args = ["get", "all", "prefect-worker", "--namespace", this.name, "--kubeconfig", kubeconfig];
    return (await runLocally(this.cluster.helm, args)).stdout;
  }
}
