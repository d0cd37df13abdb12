import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce } from "./cache.ts";
import { HELM_VERSION } from "./helm.ts";
import { KUBERNETES_VERSION } from "./kubernetes.ts";
import { projectRoot } from "./project-root.ts";

/** Path of a real Helm that says its version as a released one does; made on first use. */
export async function releasedHelm(): Promise<string> {
  const version = `v${HELM_VERSION}`;
  const folder = await installOnce(`released-helm-${version}`, (target) =>
    go(target, [
      "install",
      "-trimpath",
      `-ldflags=-s -w -X helm.sh/helm/v3/internal/version.version=${version}`,
      `helm.sh/helm/v3/cmd/helm@${version}`,
    ]),
  );
  return join(folder, "helm");
}

/** Path of a real kubectl that says its version as a released one does; made on first use (about 100 s). */
export async function releasedKubectl(): Promise<string> {
  const version = `v${KUBERNETES_VERSION}`;
  const folder = await installOnce(`released-kubectl-${version}`, (target) =>
    goBuild(
      "test/services/kube-apiserver",
      target,
      "kubectl",
      `-X k8s.io/component-base/version.gitVersion=${version}`,
      "k8s.io/kubernetes/cmd/kubectl",
    ),
  );
  return join(folder, "kubectl");
}

/**
 * Path of a program with K3s' command line and files around the real Kubernetes API server (see
 * kube-apiserver/k3s-interface); made on first use (about 2 minutes, a further version 20 s). It is not K3s, whose
 * program no package registry has. The server of a `broken` one ends at once.
 */
export async function k3sInterface(version: string, broken = false): Promise<string> {
  const flags = `-X main.version=${version} -X k8s.io/component-base/version.gitVersion=${version}`;
  const folder = await installOnce(`k3s-interface-1-${version}${broken ? "-broken" : ""}`, (target) =>
    goBuild(
      "test/services/kube-apiserver",
      target,
      "k3s",
      `${flags}${broken ? " -X main.broken=yes" : ""}`,
      "./k3s-interface",
    ),
  );
  return join(folder, "k3s");
}

async function goBuild(module: string, target: string, name: string, flags: string, packagePath: string) {
  const source = join(target, "source");
  await cp(join(projectRoot, module), source, { recursive: true });
  const args = ["build", "-mod=mod", "-trimpath", `-ldflags=-s -w ${flags}`, "-o", join(target, name)];
  await go(target, [...args, packagePath], source);
  await rm(source, { recursive: true, force: true });
}

async function go(target: string, args: string[], cwd = target): Promise<void> {
  const { exitCode, stderr } = await runLocally("go", args, {
    cwd,
    env: { GOBIN: target },
  });
  if (exitCode !== 0) throw new Error(`go ${args.join(" ")} failed:\n${stderr}`);
}
