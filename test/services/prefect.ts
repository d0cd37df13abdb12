import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { freePort } from "./free-port.ts";
import { Server } from "./process.ts";
import { pythonEnvironment } from "./python-environment.ts";

/** The version of Prefect that the lock file pins and the generated API types were made from. */
export const PREFECT_VERSION = "3.9.1";

/** Folder of a virtual environment that holds the locked Prefect; made on first use (about 30 s). */
export function prefectEnvironment(): Promise<string> {
  return pythonEnvironment(`prefect-${PREFECT_VERSION}`, "prefect.txt");
}

/** Path of a program of the Prefect environment: `prefect`, `python`. */
export async function prefectProgram(name: "prefect" | "python"): Promise<string> {
  return join(await prefectEnvironment(), "bin", name);
}

/** Releases besides {@link PREFECT_VERSION} that are tried by themselves. */
export type OtherPrefect = "3.8.8" | "3.6.29" | "3.4.25" | "3.4.7";

/** Path of a program of another release's environment; made on first use. */
export async function otherPrefectProgram(
  version: OtherPrefect,
  name: "prefect" | "python" = "prefect",
): Promise<string> {
  return join(await pythonEnvironment(`prefect-${version}`, `prefect-${version}.txt`), "bin", name);
}

/** A Python of the given interpreter's version with the locked Prefect; made on first use. */
export async function prefectPython(interpreter: string): Promise<string> {
  const { stdout } = await runLocally(interpreter, ["--version"]);
  const version = /\d+\.\d+/.exec(stdout)?.[0];
  if (version === undefined) throw new Error(`${interpreter} is no Python.`);
  const name = `prefect-${PREFECT_VERSION}-python-${version}`;
  return join(await pythonEnvironment(name, "prefect.txt", interpreter), "bin/python");
}

export interface PrefectServerOptions {
  /** {@link PREFECT_VERSION} unless given. Old ones take their time: start one after another. */
  version?: OtherPrefect;
  /** SQLAlchemy address of a PostgreSQL database; SQLite in the server's own folder unless given. */
  databaseUrl?: string;
  /** Further settings of the server, such as PREFECT_SERVER_API_AUTH_STRING. */
  env?: Record<string, string>;
}

/** A real Prefect server on loopback. */
export interface PrefectServer {
  /** Such as `http://127.0.0.1:4200/api`. */
  apiUrl: string;
  /** Variables with which Prefect's own programs talk to this server and to nothing else. */
  clientEnv: Record<string, string>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a Prefect server with its scheduler; ready when this returns (about 9 s). */
export async function startPrefectServer(options: PrefectServerOptions = {}): Promise<PrefectServer> {
  const home = await mkdtemp(join(tmpdir(), "prefect-cicd-home-"));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const quiet = {
    PREFECT_HOME: home,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
    PREFECT_CLI_PROMPT: "false",
    // A profile or an address of the user's own must never reach a test.
    PREFECT_PROFILES_PATH: join(home, "profiles.toml"),
  };
  const server = await Server.start(
    options.version ? await otherPrefectProgram(options.version) : await prefectProgram("prefect"),
    ["server", "start", "--host", "127.0.0.1", "--port", String(port)],
    {
      env: {
        ...quiet,
        PREFECT_API_URL: undefined,
        PREFECT_API_KEY: undefined,
        PREFECT_SERVER_UI_ENABLED: "false",
        PREFECT_LOGGING_SERVER_LEVEL: "WARNING",
        ...(options.databaseUrl ? { PREFECT_API_DATABASE_CONNECTION_URL: options.databaseUrl } : {}),
        ...options.env,
      },
    },
  );
  await server.waitUntil(async () => (await fetch(`${apiUrl}/health`)).ok, 120);
  return {
    apiUrl,
    clientEnv: { ...quiet, PREFECT_API_URL: apiUrl },
    log: () => server.log(),
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
