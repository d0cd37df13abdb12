// `npm run generate-prefect-api-types`: makes the types of packages/prefect-api/src/generated from the API
// description of the pinned Prefect server, which it starts and stops.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

setUp();
compile();
const { startPrefectServer } = await import(`${root}/build/real-parts/index.js`);
const { generateTypes } = await import(`${root}/build/packages/prefect-api/test/generate-types.js`);
console.log("Starting the pinned Prefect server ...");
const server = await startPrefectServer();
try {
  const types = await generateTypes(server.apiUrl);
  writeFileSync(`${root}/packages/prefect-api/src/generated/prefect-api.ts`, types);
} finally {
  await server.stop();
}
