import type { CommandResult, RunOptions } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import type { HelmRequest } from "../request.ts";

export type ClusterTool = "helm" | "kubectl";

/** Runs helm or kubectl against the namespace; an exit code other than 0 is a result. */
export async function tryCommand(
  { run, kubeconfig, namespace }: HelmRequest,
  tool: ClusterTool,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const target = ["--namespace", namespace, ...(kubeconfig ? ["--kubeconfig", kubeconfig] : [])];
  try {
    return await run(tool, [...args, ...target], options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new FaultError(
      {
        code: "command-missing",
        message: `There is no ${tool} on PATH.`,
        fix: "Install it before, such as by the action setup-cluster-tools.",
      },
      { cause: error },
    );
  }
}

/** Standard output of a command that has to succeed. */
export async function command(
  request: HelmRequest,
  tool: ClusterTool,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await tryCommand(request, tool, args, options);
  if (exitCode === 0) return stdout;
  throw new FaultError(commandFault(tool, args, stderr, request));
}

/** What a failed command means to whoever has to fix it. */
export function commandFault(
  tool: ClusterTool,
  args: readonly string[],
  stderr: string,
  { kubeconfig, namespace }: HelmRequest,
): Fault {
  const said = lastWords(stderr);
  const source = kubeconfig ? "the given kubeconfig" : "the kubeconfig (KUBECONFIG, or ~/.kube/config)";
  if (/connection refused|no such host|i\/o timeout|Unable to connect|TLS handshake timeout/i.test(stderr)) {
    return {
      code: "kubernetes-unreachable",
      message: `The Kubernetes API server can't be reached: ${said}`,
      fix: `Check that it runs, that this machine can reach it, and that ${source} names the right cluster.`,
    };
  }
  if (/Unauthorized|must be logged in|provide credentials/i.test(stderr)) {
    return {
      code: "kubernetes-refused",
      message: "The Kubernetes API server does not take the credentials.",
      fix: `Check the user of ${source}: a token or certificate may have expired.`,
    };
  }
  if (/x509|certificate signed by/i.test(stderr)) {
    return {
      code: "kubernetes-unreachable",
      message: `The Kubernetes API server's certificate is not trusted: ${said}`,
      fix: `Check ${source}.`,
    };
  }
  if (/error loading config|invalid configuration|stat .*no such file/i.test(stderr)) {
    return {
      code: "kubeconfig-unusable",
      message: `The kubeconfig can't be used: ${said}`,
      fix: "Check `kubeconfig`.",
    };
  }
  if (/forbidden/i.test(stderr)) {
    return {
      code: "kubernetes-refused",
      message: `Kubernetes does not allow it: ${said}`,
      fix: `Give the user of ${source} the rights that the message names, in the namespace ${namespace}.`,
    };
  }
  return { code: "command-failed", message: `${tool} ${args[0] ?? ""} failed: ${said}` };
}

/** What a command said at its end, without klog's lines and its prefix. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[EWIF]\d{4} |^WARNING:/.test(line));
  const text = lines
    .slice(-4)
    .join(" ")
    .replace(/^(Error|error): /, "");
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
