import { runLocally } from "#command";

/** A `kubectl` that talks to one cluster and one namespace. */
export interface Kubectl {
  /** Standard output of a command that must succeed. */
  (...args: string[]): Promise<string>;
  /** The objects of a kind. */
  list<T>(kind: string): Promise<T[]>;
  /** Makes or replaces the object. */
  apply(object: unknown): Promise<void>;
  /** Merges into an object's status, as its controller would. */
  patchStatus(kind: string, name: string, status: unknown): Promise<void>;
}

export function kubectlFor(kubeconfig: string, namespace: string): Kubectl {
  const run = async (args: string[], input?: string) => {
    const command = ["--kubeconfig", kubeconfig, "--namespace", namespace, ...args];
    const { exitCode, stdout, stderr } = await runLocally("kubectl", command, { input });
    if (exitCode !== 0) throw new Error(`kubectl ${args.join(" ")} failed: ${stderr}`);
    return stdout;
  };
  return Object.assign((...args: string[]) => run(args), {
    async list<T>(kind: string) {
      return (JSON.parse(await run(["get", kind, "--output", "json"])) as { items: T[] }).items;
    },
    async apply(object: unknown) {
      await run(["apply", "--filename", "-"], JSON.stringify(object));
    },
    async patchStatus(kind: string, name: string, status: unknown) {
      const patch = JSON.stringify({ status });
      await run(["patch", kind, name, "--subresource=status", "--type=merge", "--patch", patch]);
    },
  });
}
