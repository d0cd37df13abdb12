import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runLocally } from "#command";
import { debianPackage } from "./debian-package.ts";
import { Server } from "./process.ts";
import { unmountUnder } from "./unmount-under.ts";

/** A real Docker engine of its own (Debian's docker.io); needs root, since it runs containers. */
export interface DockerEngine {
  /** Variables with which Docker's command line talks to it, with settings that are no user's. */
  env: { DOCKER_HOST: string; DOCKER_CONFIG: string; PATH: string };
  /** Runs Docker's command line; gives what it wrote. Throws where it fails. */
  docker(args: readonly string[], options?: { input?: string }): Promise<string>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

const PROGRAMS = {
  "docker.io": ["usr/sbin", "usr/bin"],
  containerd: ["usr/bin"],
  runc: ["usr/sbin"],
} as const;

/** Starts an engine without images (3 s); its containers reach no network but none. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folders = await Promise.all(
    Object.entries(PROGRAMS).map(async ([name, places]) => {
      const folder = await debianPackage(name);
      return places.map((place) => join(folder, place));
    }),
  );
  const PATH = [...folders.flat(), process.env.PATH].join(delimiter);
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-docker-"));
  const socket = `unix://${join(folder, "docker.sock")}`;
  const env = { DOCKER_HOST: socket, DOCKER_CONFIG: join(folder, "config"), PATH };
  const server = await Server.start(
    "dockerd",
    [
      ...["--host", socket, "--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")],
      // No network is made, so that nothing of the machine's own changes.
      ...["--pidfile", join(folder, "pid"), "--bridge", "none", "--iptables=false", "--ip-forward=false"],
    ],
    { env: { PATH } },
  );
  const docker = async (args: readonly string[], options: { input?: string } = {}) => {
    const { exitCode, stdout, stderr } = await runLocally("docker", args, { ...options, env });
    if (exitCode !== 0) throw new Error(`docker ${args.join(" ")} failed:\n${stderr}`);
    return stdout.trim();
  };
  await server.waitUntil(async () => (await docker(["version"])) !== "", 60);
  return {
    env,
    docker,
    log: () => server.log(),
    async stop() {
      await server.stop();
      await unmountUnder(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
