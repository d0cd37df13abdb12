import { existsSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunCommand } from "#command";
import { docker } from "./docker.ts";
import {
  type Credentials,
  credentialsKey,
  type DockerConfig,
  dockerConfigFolder,
  readDockerConfig,
} from "./docker-credentials.ts";
import { explainLogin } from "./failures.ts";

/** What of the user's folder a private one still needs: plugins such as buildx, and the engines to talk to. */
const SHARED = ["cli-plugins", "contexts"];

/** Variables with which docker uses a private folder, and still finds the user's builders. */
export function privateConfigEnv(folder: string): Record<string, string> {
  return {
    DOCKER_CONFIG: folder,
    BUILDX_CONFIG: process.env.BUILDX_CONFIG || join(dockerConfigFolder(), "buildx"),
  };
}

/**
 * Logs in to a registry within `folder`, a Docker configuration of its own: the user's is neither changed nor hidden.
 * The password goes by standard input. Throws a FaultError where the registry refuses it or isn't there.
 */
export async function logIn(
  folder: string,
  registry: string,
  { username, password }: Credentials,
  run: RunCommand,
): Promise<void> {
  const own = dockerConfigFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const config = withoutStore(await readDockerConfig(own), credentialsKey(registry));
  await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
  for (const name of SHARED) {
    const target = join(own, name);
    if (existsSync(target)) await symlink(target, join(folder, name));
  }
  const address = registry === "docker.io" ? [] : [registry];
  const result = await docker(run, ["login", ...address, "--username", username, "--password-stdin"], {
    env: privateConfigEnv(folder),
    input: password,
  });
  if (result.exitCode !== 0) throw explainLogin(registry, result.stderr);
}

/** Removes what {@link logIn} made. */
export async function removePrivateConfig(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * A configuration that keeps new credentials in its own file. A store for everything would take them into the
 * user's keychain; it still serves the registries it is known to have.
 */
function withoutStore(config: DockerConfig, key: string): DockerConfig {
  const { credsStore, ...rest } = config;
  const stored = Object.entries(config.auths ?? {}).filter(([, { auth }]) => !auth);
  const helpers = credsStore ? Object.fromEntries(stored.map(([registry]) => [registry, credsStore])) : {};
  const credHelpers = { ...helpers, ...config.credHelpers };
  delete credHelpers[key];
  const auths = { ...config.auths };
  delete auths[key];
  return { ...rest, auths, credHelpers };
}
