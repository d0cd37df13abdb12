// `npm run pictures`: makes the README's pictures of what the command line and the actions print, on a real Prefect server.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectRoot } from "#services";
import { makePictures } from "./pictures.ts";

for (const [path, content] of await makePictures()) {
  await mkdir(dirname(join(projectRoot, path)), { recursive: true });
  await writeFile(join(projectRoot, path), content);
  console.log(path);
}
