import { startPrefectServer } from "./prefect.ts";
import { shareServer } from "./shared-prefect-server.ts";

/** One Prefect server for all tests that need no settings of their own. */
export default async function setUp(): Promise<void> {
  shareServer(await startPrefectServer());
}
