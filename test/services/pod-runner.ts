import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Kubectl, kubectlFor } from "./kubectl.ts";
import { PodProcess, type PodSpec } from "./pod-process.ts";
import { prefectEnvironment } from "./prefect.ts";

interface Template {
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}
interface Deployment {
  metadata: { name: string; namespace: string; uid: string; generation: number };
  spec: { replicas: number; selector: { matchLabels: Record<string, string> }; template: Template };
}
interface ReplicaSet {
  metadata: { name: string; ownerReferences?: { uid: string }[] };
  spec: { template: Template };
}

/** What a Deployment runs now. */
interface Running {
  replicaSet: string;
  pod: string;
  process: PodProcess;
}

/** A pod of a Deployment that could not get ready. */
interface Failing {
  replicaSet: string;
  pod: string;
  /** When it is tried again: milliseconds since the epoch. */
  retryAt: number;
}

/** A kubelet waits longer and longer before it tries again; this often is enough here. */
const BACK_OFF_MILLISECONDS = 30_000;

/**
 * Does for one namespace what Kubernetes' controllers and a node would: a Deployment whose pod template changed gets
 * its ReplicaSet and Pod, the pod's containers run as local processes (see {@link PodProcess}), and the objects'
 * statuses say what became of them. A pod that can't get ready leaves its Deployment unready, the old pod
 * running, and an event that says why.
 */
export class PodRunner {
  private readonly kubectl: Kubectl;
  private readonly path: string;
  private readonly running = new Map<string, Running>();
  private readonly failing = new Map<string, Failing>();
  private readonly loop: Promise<void>;
  /** What Deployments asked for when they were reported ready. */
  private readonly settled = new Map<string, string>();
  private stopped = false;

  private constructor(kubectl: Kubectl, path: string) {
    this.kubectl = kubectl;
    this.path = path;
    this.loop = this.reconcileUntilStopped();
  }

  static async start(kubeconfig: string, namespace: string): Promise<PodRunner> {
    return new PodRunner(kubectlFor(kubeconfig, namespace), join(await prefectEnvironment(), "bin"));
  }

  /** What a Deployment's present pod printed. */
  log(deployment: string): string {
    return this.running.get(deployment)?.process.log() ?? "";
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    await Promise.all([...this.running.values()].map(({ process }) => process.stop()));
  }

  private async reconcileUntilStopped(): Promise<void> {
    while (!this.stopped) {
      try {
        for (const deployment of await this.kubectl.list<Deployment>("deployments"))
          if (!this.isSettled(deployment)) await this.reconcile(deployment);
      } catch {
        // The namespace may not be there yet, or an object was changed meanwhile: the next round sees it anew.
      }
      await sleep(500);
    }
  }

  /** Whether nothing was asked for since the Deployment was last reported ready: most rounds then cost one request. */
  private isSettled({ metadata }: Deployment): boolean {
    return this.settled.get(metadata.name) === revision(metadata);
  }

  private async reconcile(deployment: Deployment): Promise<void> {
    const { name } = deployment.metadata;
    const replicaSet = await this.replicaSetOf(deployment);
    const previous = this.running.get(name);
    const failing = this.failing.get(name);
    if (failing && failing.replicaSet !== replicaSet) await this.forgetFailing(name, failing);
    if (previous?.replicaSet === replicaSet) return this.reportReady(deployment, replicaSet);
    if (deployment.spec.replicas === 0 && !previous) return this.reportReady(deployment, replicaSet);
    const known = failing?.replicaSet === replicaSet ? failing : undefined;
    if (known && Date.now() < known.retryAt) return;
    const pod = known?.pod ?? (await this.makePod(replicaSet, deployment.spec.template));
    const process = new PodProcess(this.kubectl, deployment.spec.template.spec, this.path);
    const trouble = await process.start();
    if (trouble) {
      this.failing.set(name, { replicaSet, pod, retryAt: Date.now() + BACK_OFF_MILLISECONDS });
      return this.reportTrouble(deployment.metadata.namespace, pod, process, trouble);
    }
    this.failing.delete(name);
    this.running.set(name, { replicaSet, pod, process });
    await this.kubectl.patchStatus("pod", pod, {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
    });
    await this.reportReady(deployment, replicaSet);
    await previous?.process.stop();
    if (previous) await this.kubectl("delete", "pod", previous.pod, "--grace-period=0", "--force");
  }

  /** The ReplicaSet of the Deployment's present template, made when it isn't there: Helm waits for it. */
  private async replicaSetOf({ metadata, spec }: Deployment): Promise<string> {
    const sets = await this.kubectl.list<ReplicaSet>("replicasets");
    const existing = sets.find(
      (set) =>
        set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) &&
        isDeepStrictEqual(withoutHash(set.spec.template), withoutHash(spec.template)),
    );
    if (existing) return existing.metadata.name;
    const hash = createHash("sha256").update(JSON.stringify(spec.template)).digest("hex").slice(0, 10);
    const labels = { ...spec.template.metadata.labels, "pod-template-hash": hash };
    const name = `${metadata.name}-${hash}`;
    await this.kubectl.apply({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name,
        labels,
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: metadata.name,
            uid: metadata.uid,
            controller: true,
          },
        ],
      },
      spec: {
        replicas: spec.replicas,
        selector: { matchLabels: { ...spec.selector.matchLabels, "pod-template-hash": hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
    });
    return name;
  }

  private async makePod(replicaSet: string, { metadata, spec }: Template): Promise<string> {
    const name = `${replicaSet}-${crypto.randomUUID().slice(0, 5)}`;
    const { labels, annotations } = metadata;
    await this.kubectl.apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels, annotations },
      spec,
    });
    return name;
  }

  private async reportReady({ metadata, spec }: Deployment, replicaSet: string): Promise<void> {
    const { replicas } = spec;
    const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas };
    // A ReplicaSet made here keeps its first generation: it is never changed.
    await this.kubectl.patchStatus("replicaset", replicaSet, { ...counts, observedGeneration: 1 });
    await this.kubectl.patchStatus("deployment", metadata.name, {
      ...counts,
      updatedReplicas: replicas,
      observedGeneration: metadata.generation,
    });
    this.settled.set(metadata.name, revision(metadata));
  }

  private async forgetFailing(deployment: string, { pod }: Failing): Promise<void> {
    this.failing.delete(deployment);
    await this.kubectl("delete", "pod", pod, "--grace-period=0", "--force");
  }

  private async reportTrouble(
    namespace: string,
    pod: string,
    process: PodProcess,
    trouble: string,
  ): Promise<void> {
    const said = process
      .log()
      .split("\n")
      .findLast((line) => /\w/.test(line));
    const message = `${trouble}: ${said ?? ""}`;
    await process.stop();
    await this.kubectl.patchStatus("pod", pod, {
      phase: "Pending",
      conditions: [{ type: "Ready", status: "False", reason: "CrashLoopBackOff", message: trouble }],
    });
    await this.kubectl.apply({
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${pod}-backoff` },
      involvedObject: { kind: "Pod", namespace, name: pod },
      type: "Warning",
      reason: "BackOff",
      message,
      lastTimestamp: new Date().toISOString(),
    });
  }
}

function withoutHash({ metadata, spec }: Template): unknown {
  const { "pod-template-hash": _, ...labels } = metadata.labels ?? {};
  return { metadata: { labels, annotations: metadata.annotations }, spec };
}

/** Tells a Deployment as it is asked for: another one of its name and each change of its spec differ. */
function revision({ uid, generation }: Deployment["metadata"]): string {
  return `${uid}/${generation}`;
}
