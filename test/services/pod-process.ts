import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kubectl } from "./kubectl.ts";

export interface Container {
  name: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
}

export interface PodSpec {
  initContainers?: Container[];
  containers: Container[];
  volumes?: { name: string; configMap?: { name: string } }[];
}

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) signal(child, "SIGKILL");
});

/**
 * The containers of a pod as processes of this machine, in a folder of their own: environment from secrets, files
 * from config maps, init containers one after another, then the pod's container for as long as it lives. Images
 * are not pulled: programs come from `path`.
 */
export class PodProcess {
  private readonly kubectl: Kubectl;
  private readonly spec: PodSpec;
  private readonly path: string;
  private folder = "";
  private main: ChildProcess | undefined;
  private output = "";

  constructor(kubectl: Kubectl, spec: PodSpec, path: string) {
    this.kubectl = kubectl;
    this.spec = spec;
    this.path = path;
  }

  /** Starts everything; returns why the pod can't get ready, or undefined once its container runs. */
  async start(): Promise<string | undefined> {
    this.folder = await mkdtemp(join(tmpdir(), "prefect-cicd-pod-"));
    for (const container of this.spec.initContainers ?? []) {
      const exitCode = await ended(await this.spawn(container));
      if (exitCode !== 0) return `init container ${container.name} ended with exit code ${exitCode}`;
    }
    const [container] = this.spec.containers;
    if (!container) return "the pod has no container";
    this.main = await this.spawn(container);
    // A container counts as ready once it runs, as without a readiness probe; one that only complains ends.
    const { stdout, stderr } = this.main;
    const spoke = Promise.race([stdout, stderr].map((stream) => stream && once(stream, "data")));
    await Promise.race([ended(this.main), spoke.then(() => sleep(1500)), sleep(10_000)]);
    return this.main.exitCode === null
      ? undefined
      : `container ${container.name} ended with ${this.main.exitCode}`;
  }

  /** What the containers printed. */
  log(): string {
    return this.output;
  }

  async stop(): Promise<void> {
    if (this.main?.exitCode === null) {
      signal(this.main, "SIGTERM");
      await Promise.race([ended(this.main), sleep(8000, undefined, { ref: false })]);
      signal(this.main, "SIGKILL");
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async spawn(container: Container): Promise<ChildProcess> {
    const env = await this.environmentOf(container);
    await this.mountConfigMaps(container);
    const [program = "", ...args] = [...(container.command ?? []), ...(container.args ?? [])];
    const child = spawn(program, args, {
      cwd: this.folder,
      // In a process group of its own, so that the runs that a worker started end with it.
      detached: true,
      env: { ...env, HOME: this.folder, PATH: `${this.path}:${process.env.PATH}`, PREFECT_HOME: this.folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(String(error))));
    children.add(child);
    child.once("close", () => children.delete(child));
    return child;
  }

  private async environmentOf({ env = [] }: Container): Promise<Record<string, string>> {
    const secrets = await this.kubectl.list<{ metadata: { name: string }; data?: Record<string, string> }>(
      "secrets",
    );
    const resolveValue = ({ name, value, valueFrom }: NonNullable<Container["env"]>[number]) => {
      if (!valueFrom?.secretKeyRef) return value ?? "";
      const { name: secretName, key } = valueFrom.secretKeyRef;
      const encoded = secrets.find((secret) => secret.metadata.name === secretName)?.data?.[key];
      if (encoded === undefined) throw new Error(`${name}: secret ${secretName} has no key ${key}.`);
      return Buffer.from(encoded, "base64").toString();
    };
    return Object.fromEntries(env.map((variable) => [variable.name, resolveValue(variable)]));
  }

  private async mountConfigMaps({ volumeMounts = [] }: Container): Promise<void> {
    for (const { name, mountPath, subPath } of volumeMounts) {
      const configMap = this.spec.volumes?.find((volume) => volume.name === name)?.configMap?.name;
      if (!configMap || !subPath) continue;
      const text = await this.kubectl("get", "configmap", configMap, "--output", "json");
      const { data } = JSON.parse(text) as { data: Record<string, string> };
      await writeFile(join(this.folder, basename(mountPath)), data[subPath] ?? "");
    }
  }
}

function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 137));
  });
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
