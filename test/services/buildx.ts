import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runLocally } from "#command";
import { debianPackage } from "./debian-package.ts";
import { goProgramFromModule } from "./go-program.ts";

/** The version of buildx that the tests build and use. */
export const BUILDX_VERSION = "0.30.1";

/** Docker's command line with its buildx plugin, and a configuration that is no user's. */
export interface DockerCommand {
  /** Variables under which `docker buildx` works. */
  env: { DOCKER_CONFIG: string; PATH: string };
  /** Its configuration folder, DOCKER_CONFIG. */
  config: string;
  /** Removes the configuration. */
  remove(): Promise<void>;
}

/** Prepares Docker's command line; buildx is built on first use (about 80 s). */
export async function prepareDocker(): Promise<DockerCommand> {
  const buildx = await goProgramFromModule("github.com/docker/buildx", `v${BUILDX_VERSION}`, "./cmd/buildx");
  const config = await mkdtemp(join(tmpdir(), "prefect-cicd-docker-"));
  await mkdir(join(config, "cli-plugins"));
  await symlink(join(buildx, "buildx"), join(config, "cli-plugins/docker-buildx"));
  return {
    config,
    env: { DOCKER_CONFIG: config, PATH: await pathWithDocker() },
    remove: () => rm(config, { recursive: true, force: true }),
  };
}

async function pathWithDocker(): Promise<string> {
  const own = process.env.PATH ?? "";
  const isThere = await runLocally("docker", ["--version"]).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  return isThere ? own : `${join(await debianPackage("docker.io"), "usr/bin")}${delimiter}${own}`;
}
