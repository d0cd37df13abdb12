// `npm run prefect-api-types`: makes the types of packages/prefect-api/src/generated from the API description of the
// pinned Prefect server, which it starts and stops.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot, startPrefectServer } from "#services";
import { generateTypes } from "../../packages/prefect-api/test/generate-types.ts";

console.log("Starting the pinned Prefect server ...");
const server = await startPrefectServer();
try {
  const types = await generateTypes(server.apiUrl);
  writeFileSync(join(projectRoot, "packages/prefect-api/src/generated/prefect-api.ts"), types);
} finally {
  await server.stop();
}
