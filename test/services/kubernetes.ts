import { generateKeyPairSync } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installOnce } from "./cache.ts";
import { debianPackage } from "./debian-package.ts";
import { freePort } from "./free-port.ts";
import { buildGoModule } from "./go-program.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { Server } from "./process.ts";
import { projectRoot } from "./project-root.ts";

/** Version of the API server; the `replace` lines of kube-apiserver/go.mod name it too. */
export const KUBERNETES_VERSION = "1.34.4";

/**
 * A real Kubernetes API: etcd and kube-apiserver on loopback. Nothing runs pods, so whatever a controller or a
 * kubelet would do (a Deployment getting ready, a pod's log) a test does itself.
 */
export interface KubernetesApi {
  /** Such as `https://127.0.0.1:6443`. */
  url: string;
  /** Bearer token of a cluster administrator. */
  adminToken: string;
  /** Path of a kubeconfig for the administrator. */
  kubeconfig: string;
  /** Writes a kubeconfig for a user that may do nothing until a role is bound to it, and returns its path. */
  kubeconfigFor(user: "visitor"): Promise<string>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts etcd and the API server (about 5 s); both are installed on first use (about 3 minutes of building). */
export async function startKubernetesApi(): Promise<KubernetesApi> {
  const etcd = join(await debianPackage("etcd-server"), "usr/bin/etcd");
  const apiServer = join(await kubeApiServer(), "kube-apiserver");
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-kubernetes-"));
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const adminToken = crypto.randomUUID();
  const visitorToken = crypto.randomUUID();

  const store = await Server.start(etcd, [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=http://127.0.0.1:${clientPort}`,
    `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
    "--log-level=error",
  ]);
  await writeFile(
    join(folder, "tokens.csv"),
    `${adminToken},admin,1,system:masters\n${visitorToken},visitor,2\n`,
    { mode: 0o600 },
  );
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(join(folder, "service-account.key"), key, { mode: 0o600 });
  const api = await Server.start(apiServer, [
    `--etcd-servers=http://127.0.0.1:${clientPort}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certificates")}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--disable-admission-plugins=ServiceAccount",
    "--service-cluster-ip-range=10.0.0.0/24",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "service-account.key")}`,
    `--service-account-signing-key-file=${join(folder, "service-account.key")}`,
  ]);
  const url = `https://127.0.0.1:${port}`;
  const certificate = join(folder, "certificates", "apiserver.crt");
  const writeKubeconfig = async (name: string, token: string) => {
    const path = join(folder, `kubeconfig-${name}`);
    await writeFile(path, kubeconfig(url, await readFile(certificate, "utf8"), name, token), { mode: 0o600 });
    return path;
  };
  const stop = async () => {
    await api.stop();
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await api.waitUntil(() => isReady(port, adminToken), 60);
    return {
      url,
      adminToken,
      kubeconfig: await writeKubeconfig("admin", adminToken),
      kubeconfigFor: (user) => writeKubeconfig(user, visitorToken),
      log: () => api.log(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Folder with the `kube-apiserver` built from Kubernetes' own module. */
function kubeApiServer(): Promise<string> {
  return installOnce(`kube-apiserver-${KUBERNETES_VERSION}`, async (folder) => {
    const source = join(folder, "source");
    await cp(join(projectRoot, "test/services/kube-apiserver"), source, { recursive: true });
    await buildGoModule(source, ".", join(folder, "kube-apiserver"));
    await rm(source, { recursive: true, force: true });
  });
}

/** Asks `/readyz`. The certificate was made a moment ago by the server itself, on loopback: nothing to check it by. */
function isReady(port: number, token: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        host: "127.0.0.1",
        port,
        path: "/readyz",
        headers: { authorization: `Bearer ${token}` },
        rejectUnauthorized: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on("error", reject);
  });
}
