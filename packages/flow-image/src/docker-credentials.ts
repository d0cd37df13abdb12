import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { RunCommand } from "#command";
import { FaultError } from "#diagnostics";

/** What proves to a registry who asks. */
export interface Credentials {
  username: string;
  password: string;
}

/** The parts of Docker's `config.json` that say how a registry is asked; all else is kept as it is. */
export interface DockerConfig {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
  [key: string]: unknown;
}

/** The user's own folder of Docker's settings. */
export function dockerConfigFolder(): string {
  return process.env.DOCKER_CONFIG || join(homedir(), ".docker");
}

/** Reads `config.json` of a folder; empty where there is none. */
export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  const file = join(folder, "config.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    return JSON.parse(text) as DockerConfig;
  } catch (cause) {
    throw new FaultError(
      { code: "file-malformed", message: `${file} is no JSON.`, fix: "Repair or delete it." },
      { cause },
    );
  }
}

/** Docker Hub's key in `auths`, in credential stores and for `docker login`. */
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/** The key under which Docker keeps a registry's credentials. */
export function credentialsKey(registry: string): string {
  return registry === "docker.io" ? DOCKER_HUB_KEY : registry;
}

/** What Docker knows of a registry, from its settings or their credential helper; undefined for an unknown one. */
export async function storedCredentials(registry: string, run: RunCommand): Promise<Credentials | undefined> {
  const config = await readDockerConfig(dockerConfigFolder());
  const key = credentialsKey(registry);
  const helper = config.credHelpers?.[key] ?? config.credHelpers?.[registry] ?? config.credsStore;
  if (helper) return askHelper(helper, key, run);
  const auth = config.auths?.[key]?.auth ?? config.auths?.[`https://${registry}`]?.auth;
  if (!auth) return undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The protocol of docker/docker-credential-helpers: the key on standard input, JSON on standard output. */
async function askHelper(helper: string, key: string, run: RunCommand): Promise<Credentials | undefined> {
  try {
    const { exitCode, stdout } = await run(`docker-credential-${helper}`, ["get"], { input: key });
    if (exitCode !== 0) return undefined;
    const { Username, Secret } = JSON.parse(stdout) as { Username?: string; Secret?: string };
    return Username && Secret ? { username: Username, password: Secret } : undefined;
  } catch {
    // A helper that can't be started: docker itself will say so if its credentials are needed.
    return undefined;
  }
}
