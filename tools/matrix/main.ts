// `npm run matrix`: tries the command line with real servers of several versions, one after another.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import { versionsPage } from "./page.ts";
import { tryVersion, VERSIONS, type VersionResult } from "./try-version.ts";

const results: VersionResult[] = [];
for (const version of VERSIONS) {
  console.log(`Prefect ${version} ...`);
  const result = await tryVersion(version);
  for (const [step, wrong] of Object.entries(result.steps)) {
    console.log(`  ${step}: ${wrong === null ? "yes" : `no: ${wrong}`}`);
    if (wrong !== null) process.exitCode = 1;
  }
  results.push(result);
}
const page = versionsPage(results, new Date().toISOString().slice(0, 10));
await writeFile(join(projectRoot, "docs/server-versions.md"), page);
console.log("docs/server-versions.md: written");
