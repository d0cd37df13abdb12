// `npm run release:assets -- FOLDER`: makes what a release of the checked-out commit offers for download. On GitHub it sets
// the outputs `version` and `tag`.
import { appendFile } from "node:fs/promises";
import { resolve } from "node:path";
import { runLocally } from "#command";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import { projectRoot } from "#services";
import { type Identity, readIdentity, repositoryOf } from "../../pipelines/identity.ts";
import { makeAssets } from "./assets.ts";

try {
  const [folder] = process.argv.slice(2);
  if (folder === undefined)
    throw new FaultError({
      code: "input-missing",
      message: "No folder was given.",
      fix: "npm run release:assets -- FOLDER",
    });
  const identity = await readIdentity(projectRoot);
  checkRepository(identity, process.env.GITHUB_REPOSITORY);
  const commit = await (await openRepository(runLocally, projectRoot)).head();
  const assets = await makeAssets(projectRoot, identity, commit, resolve(folder));
  console.log(`v${identity.version}, ${commit}: ${assets.join(", ")}`);
  const outputs = `version=${identity.version}\ntag=v${identity.version}\n`;
  if (process.env.GITHUB_OUTPUT) await appendFile(process.env.GITHUB_OUTPUT, outputs);
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** A fork that is released under its own address must say so in what users copy. */
function checkRepository(identity: Identity, runsIn: string | undefined): void {
  if (runsIn === undefined || runsIn.toLowerCase() === repositoryOf(identity).toLowerCase()) return;
  const [owner, name] = runsIn.split("/");
  throw new FaultError({
    code: "repository-unready",
    message: `The files name ${repositoryOf(identity)}, and this is ${runsIn}.`,
    fix: `Run \`npm run rename -- --owner ${owner} --name ${name}\`, and commit what it changes.`,
  });
}
