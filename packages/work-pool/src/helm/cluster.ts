import { type Fault, FaultError, type Reporter, throwIfAny } from "#diagnostics";
import type { HelmRequest } from "../request.ts";
import { command, commandFault, tryCommand } from "./cluster-command.ts";
import { secretTexts, type WantedSecret } from "./secrets.ts";

/** What installing and watching the release takes; asked for before anything is touched. */
const NEEDED = [
  ["get", "secrets"],
  ["create", "secrets"],
  ["create", "configmaps"],
  ["create", "deployments.apps"],
  ["patch", "deployments.apps"],
  ["list", "pods"],
  ["list", "replicasets.apps"],
] as const;

interface StoredSecret {
  type: string;
  data?: Record<string, string>;
}

/** The namespace that the worker lives in, through kubectl. */
export class Cluster {
  private readonly request: HelmRequest;
  private readonly reporter: Reporter;

  constructor(request: HelmRequest, reporter: Reporter) {
    this.request = request;
    this.reporter = reporter;
  }

  /**
   * Whether the namespace is there. Changes nothing.
   *
   * @throws FaultError when the cluster can't be reached or doesn't allow what an update takes
   */
  async check(): Promise<{ hasNamespace: boolean }> {
    const { namespace } = this.request;
    const args = ["get", "namespace", namespace, "--ignore-not-found", "--output", "name"];
    const answer = await tryCommand(this.request, "kubectl", [...args, "--request-timeout", "20s"]);
    const mayNotLook = answer.exitCode !== 0 && /forbidden/i.test(answer.stderr);
    if (answer.exitCode !== 0 && !mayNotLook) {
      throw new FaultError(commandFault("kubectl", args, answer.stderr, this.request));
    }
    // Whoever may not look at namespaces may still do everything within one.
    const hasNamespace = mayNotLook || answer.stdout.trim() !== "";
    await this.checkPermissions(hasNamespace);
    return { hasNamespace };
  }

  async createNamespace(): Promise<void> {
    const { namespace } = this.request;
    const { exitCode, stderr } = await tryCommand(this.request, "kubectl", [
      "create",
      "namespace",
      namespace,
    ]);
    if (exitCode !== 0 && !/AlreadyExists/.test(stderr)) {
      throw new FaultError(commandFault("kubectl", ["create"], stderr, this.request));
    }
    this.reporter.info(`Made the namespace ${namespace}`);
  }

  /** The wanted secrets that aren't there as they should be. */
  async outdatedSecrets(wanted: readonly WantedSecret[]): Promise<WantedSecret[]> {
    const faults: Fault[] = [];
    const outdated: WantedSecret[] = [];
    for (const secret of wanted) {
      for (const text of secretTexts(secret)) this.reporter.secret(text);
      const stored = await this.readSecret(secret.name);
      if (stored && stored.type !== secret.type) {
        faults.push({
          code: "kubernetes-secret",
          message: `The secret ${secret.name} is of type ${stored.type}, and Kubernetes can't turn it into ${secret.type}.`,
          fix: `Delete it, or give another name.`,
        });
      } else if (!stored || !holds(stored, secret)) outdated.push(secret);
    }
    throwIfAny(faults);
    return outdated;
  }

  /** Makes or changes a secret; its values go to kubectl by standard input. Other keys of it stay. */
  async applySecret({ name, type, data }: WantedSecret): Promise<void> {
    const manifest = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: this.request.namespace },
      type,
      data: encoded(data),
    };
    // Applied by the server: kubectl's own way would keep a copy of the values in an annotation.
    const args = [
      "apply",
      "--server-side",
      "--force-conflicts",
      "--field-manager=prefect-cicd",
      "--filename=-",
    ];
    await command(this.request, "kubectl", args, { input: JSON.stringify(manifest) });
    this.reporter.info(`Set the secret ${name}`);
  }

  /** Starts the release's pods anew and waits for them. */
  async restart(seconds: number): Promise<void> {
    const selector = ["deployment", "--selector", this.selector];
    await command(this.request, "kubectl", ["rollout", "restart", ...selector]);
    await command(this.request, "kubectl", ["rollout", "status", ...selector, "--timeout", `${seconds}s`]);
  }

  /** Ids of the release's pods. */
  async podIds(): Promise<string[]> {
    const args = [
      "get",
      "pods",
      "--selector",
      this.selector,
      "--output",
      "jsonpath={.items[*].metadata.uid}",
    ];
    return (await command(this.request, "kubectl", args)).split(" ").filter(Boolean);
  }

  /** What labels the release's objects (Helm's "Labels and Annotations" convention, which the chart keeps). */
  get selector(): string {
    return `app.kubernetes.io/instance=${this.request.release}`;
  }

  private async checkPermissions(hasNamespace: boolean): Promise<void> {
    const needed = hasNamespace ? NEEDED : [["create", "namespaces"] as const, ...NEEDED];
    const answers = await Promise.all(
      needed.map(async ([verb, resource]) => {
        const { stdout } = await tryCommand(this.request, "kubectl", ["auth", "can-i", verb, resource]);
        return stdout.trim() === "no" ? [`${verb} ${resource}`] : [];
      }),
    );
    const missing = answers.flat();
    if (missing.length === 0) return;
    throw new FaultError({
      code: "kubernetes-refused",
      message: `The Kubernetes user may not: ${missing.join(", ")} (namespace ${this.request.namespace}).`,
      fix: "Bind a role with these rights to it, or give another kubeconfig.",
    });
  }

  private async readSecret(name: string): Promise<StoredSecret | undefined> {
    const args = ["get", "secret", name, "--ignore-not-found", "--output", "json"];
    const text = await command(this.request, "kubectl", args);
    return text.trim() === "" ? undefined : (JSON.parse(text) as StoredSecret);
  }
}

function holds(stored: StoredSecret, { data }: WantedSecret): boolean {
  return Object.entries(encoded(data)).every(([key, value]) => stored.data?.[key] === value);
}

function encoded(data: WantedSecret["data"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );
}
