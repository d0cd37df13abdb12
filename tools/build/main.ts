// `npm run build [-- --changed]`: bundles every action into actions/<name>/dist, and the command line into
// packages/cli/dist; or only what has changed since it was bundled here.
import { statSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";
import { bringBundlesUpToDate, makeBundles } from "./bundles.ts";

const folders = process.argv.includes("--changed") ? await bringBundlesUpToDate() : await makeBundles();
for (const folder of folders) {
  const { size } = statSync(join(projectRoot, folder, "index.cjs"));
  console.log(`${folder}/index.cjs: ${Math.round(size / 1024)} KiB`);
}
