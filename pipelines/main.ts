import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { workflowFiles } from "./files.ts";

// `npm run workflows`: writes the workflows. `npm run workflows -- FOLDER OWNER/NAME COMMIT VERSION` writes copies that
// are pinned to a release into a folder.
const [folder = dirname(import.meta.dirname), repository, ref, version] = process.argv.slice(2);
const files = repository && ref ? workflowFiles({ repository, ref, version }) : workflowFiles();
for (const [path, content] of files) {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
console.log(`${files.size} workflows written.`);
