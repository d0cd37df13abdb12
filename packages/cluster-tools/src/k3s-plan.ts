import { compareBuild, inc, parse } from "semver";
import type { RunCommand } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import { findOnPath, versionOf } from "./installed.ts";
import { installK3s } from "./k3s-install.ts";
import { readableKubeconfig } from "./k3s-kubeconfig.ts";
import { servedVersion, serviceState } from "./k3s-service.ts";
import type { Outcome, ToolReport, ToolsRequest } from "./request.ts";
import { asSuperuser } from "./superuser.ts";
import type { ToolPlan } from "./tool-plan.ts";

const DEFAULT_BINARY = "/usr/local/bin/k3s";

/** K3s belongs to the machine, not to the job: one program, one systemd service, upgraded in place. */
export async function planK3s(request: ToolsRequest, version: string): Promise<ToolPlan> {
  const binary = (await findOnPath("k3s")) ?? DEFAULT_BINARY;
  const found = await versionOf("k3s", binary, request.run);
  const fault = found && stepFault(found, version);
  if (fault) throw new FaultError(fault);
  const service = await serviceState(request.run);
  const root = await asSuperuser(request.run);
  const served = service.active ? await servedVersion(root ?? request.run, binary) : undefined;
  const right = found === version;
  const result: Outcome =
    right && served === version ? "already-there" : right ? "started" : found ? "upgraded" : "installed";
  const report: ToolReport = {
    tool: "k3s",
    version,
    path: binary,
    result,
    previousVersion: right ? undefined : found,
    addToPath: false,
    kubeconfig: undefined,
  };
  if (result === "already-there") {
    return {
      report,
      needsDownload: false,
      apply: async () => ({ ...report, kubeconfig: await readableKubeconfig(request, root) }),
    };
  }
  const superuser = needed(root, result);
  return {
    report,
    needsDownload: !right,
    async apply(program) {
      await installK3s({ request, root: superuser, binary, version, program, hasUnit: service.loaded });
      return { ...report, kubeconfig: await readableKubeconfig(request, superuser) };
    },
  };
}

function needed(root: RunCommand | undefined, result: Outcome): RunCommand {
  if (root) return root;
  throw new FaultError({
    code: "machine-unfit",
    message: `Input \`k3s-version\` needs root: K3s has to be ${result}, and it runs as a service of the machine.`,
    fix: "Run the job as root, let the runner's user use sudo without a password, or have K3s set up before.",
  });
}

/** Why one version must not follow the other (docs.k3s.io, "Upgrades"; Kubernetes' version skew policy). */
export function stepFault(from: string, to: string): Fault | undefined {
  const [old, next] = [parse(from), parse(to)];
  if (!old || !next) return undefined;
  if (compareBuild(old, next) > 0) {
    return {
      code: "k3s-version-step",
      message: `Input \`k3s-version\` is ${to}, and this machine has the newer ${from}. A cluster's data can't go back.`,
      fix: `Set it to ${from} or a newer one.`,
    };
  }
  if (old.major === next.major && next.minor <= old.minor + 1) return undefined;
  return {
    code: "k3s-version-step",
    message: `Input \`k3s-version\` is ${to}, and this machine has ${from}. Kubernetes takes one minor version at a time.`,
    fix: `Go to ${inc(from, "minor")?.replace(/\.\d+$/, "")} first.`,
  };
}
