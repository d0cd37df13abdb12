import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { debianPackage } from "./debian-package.ts";
import { freePort } from "./free-port.ts";
import { Server } from "./process.ts";

/** The one user of a registry with a password; nothing but this registry knows them. */
const USERNAME = "flow-image-user";
const PASSWORD = "flow-image-test-password";
const HTPASSWD = "$2b$05$hXjd1z0vNl57KsPVTb7Mle.66n8EoPkCwJpIgCS/CKt99T5CLcacG";

/** A real container registry on loopback (Debian's docker-registry). */
export interface ContainerRegistry {
  /** Such as `127.0.0.1:5000`; images are named `${host}/path`. */
  host: string;
  /** Set for one started with `withPassword`. */
  credentials: { username: string; password: string } | undefined;
  /** File with the certificate to trust, for one started with `tls`. */
  certificate: string | undefined;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface ContainerRegistryOptions {
  /** Makes it ask for a password (basic auth). */
  withPassword?: boolean;
  /** Makes it speak HTTPS, with a certificate of its own. */
  tls?: boolean;
  /** Makes it ask for tokens as GHCR and Docker Hub do; settings of distribution's `auth.token`. */
  token?: { realm: string; service: string; issuer: string; rootcertbundle: string };
}

/** Starts an empty registry, open to all unless the options say otherwise. */
export async function startContainerRegistry(
  options: ContainerRegistryOptions = {},
): Promise<ContainerRegistry> {
  const program = join(await debianPackage("docker-registry"), "usr/bin/docker-registry");
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const htpasswd = join(folder, "htpasswd");
  await writeFile(htpasswd, `${USERNAME}:${HTPASSWD}\n`);
  const basic = options.withPassword ? { htpasswd: { realm: "test", path: htpasswd } } : undefined;
  const auth = options.token ? { token: options.token } : basic;
  const tls = options.tls ? await makeCertificate(folder) : undefined;
  const config = {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host, ...(tls ? { tls } : {}) },
    ...(auth ? { auth } : {}),
  };
  // JSON is YAML.
  await writeFile(join(folder, "config.yml"), JSON.stringify(config));
  const server = await Server.start(program, ["serve", join(folder, "config.yml")]);
  await server.waitUntil(() => (tls ? accepts(host) : answers(host)), 30);
  return {
    host,
    credentials: options.withPassword ? { username: USERNAME, password: PASSWORD } : undefined,
    certificate: tls?.certificate,
    log: () => server.log(),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(host: string): Promise<boolean> {
  return [200, 401].includes((await fetch(`http://${host}/v2/`)).status);
}

/** Whether somebody listens: this process does not trust the registry's certificate. */
function accepts(host: string): Promise<boolean> {
  const { hostname, port } = new URL(`https://${host}`);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** A certificate for 127.0.0.1 that signs itself, by the machine's openssl. */
async function makeCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const { exitCode, stderr } = await runLocally("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"],
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ]);
  if (exitCode !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return { certificate, key };
}
