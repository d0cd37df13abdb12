import { rm } from "node:fs/promises";
import { runLocally } from "#command";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  bringBundlesUpToDate,
  commandLineBundle,
  type OtherPrefect,
  PREFECT_VERSION,
  startPrefectServer,
  startProxy,
} from "#services";
import { matrixRepository, WORK_POOL } from "./platform.ts";
import { STEPS } from "./steps.ts";

export type ServerVersion = OtherPrefect | typeof PREFECT_VERSION;

/** The versions that are tried, the newest first; the last one is the oldest that is supported. */
export const VERSIONS: readonly ServerVersion[] = [PREFECT_VERSION, "3.8.8", "3.6.29", "3.4.25", "3.4.7"];

/** What became of a version: each step, with what went wrong; null where nothing did. Later steps need earlier ones. */
export interface VersionResult {
  version: string;
  steps: Record<string, string | null>;
}

/** Rows of a page of the server's, so few that every list takes several. */
const PAGE = "2";

/** Starts a real server of the version and does with it all that the command line can do. */
export async function tryVersion(version: ServerVersion): Promise<VersionResult> {
  bringBundlesUpToDate();
  const env = { PREFECT_SERVER_API_DEFAULT_LIMIT: PAGE };
  const server = await startPrefectServer(version === PREFECT_VERSION ? { env } : { version, env });
  const proxy = await startProxy(server.apiUrl);
  const repository = await matrixRepository();
  try {
    const client = new PrefectClient(connectionFromInputs({ apiUrl: server.apiUrl }));
    await client.workPools.create({ name: WORK_POOL, type: "process" });
    const cli = (args: readonly string[], more: Record<string, string> = {}) =>
      runLocally(process.execPath, [commandLineBundle, ...args], {
        cwd: repository.folder,
        env: { PREFECT_API_URL: proxy.url, PATH: process.env.PATH ?? "", ...more },
      });
    const steps: VersionResult["steps"] = {};
    for (const [name, step] of Object.entries(STEPS)) {
      steps[name] = await step({ version, client, proxy, repository, cli }).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    }
    return { version, steps };
  } finally {
    await proxy.stop();
    await server.stop();
    await rm(repository.temporary, { recursive: true, force: true });
  }
}
