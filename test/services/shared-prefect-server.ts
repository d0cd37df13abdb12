import type { PrefectServer } from "./prefect.ts";

const VARIABLE = "PREFECT_CICD_TEST_SERVER";
let shared: PrefectServer | undefined;

/** Called by Jest's global set-up; test processes inherit the variable. */
export function shareServer(server: PrefectServer): void {
  shared = server;
  process.env[VARIABLE] = JSON.stringify({ apiUrl: server.apiUrl, clientEnv: server.clientEnv });
}

export async function stopSharedServer(): Promise<void> {
  await shared?.stop();
}

/**
 * The Prefect server that all *.real.test.ts files share. Each test takes names of its own (`uniqueName`), and
 * asserts only on what carries them; one that needs settings of its own starts its own server.
 */
export function sharedPrefectServer(): Pick<PrefectServer, "apiUrl" | "clientEnv"> {
  const value = process.env[VARIABLE];
  if (!value) throw new Error("No shared Prefect server: run this test in Jest's project `real`.");
  return JSON.parse(value);
}

/** A name that no other test uses: `prefix-1a2b3c4d`. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}
