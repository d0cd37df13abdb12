// `npm run release:major-tag -- COMMIT`: users of `@v1` get the release that COMMIT is. GITHUB_TOKEN, where it is set, is
// what git pushes with.
import { runLocally } from "#command";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import { projectRoot } from "#services";
import { readIdentity } from "../../pipelines/identity.ts";
import { moveMajorTag } from "./major-tag.ts";

try {
  const repository = await openRepository(runLocally, projectRoot, { token: process.env.GITHUB_TOKEN });
  const commit = await repository.resolve(process.argv[2] ?? "");
  if (commit === null)
    throw new FaultError({
      code: "input-missing",
      message: "No commit was given.",
      fix: "npm run release:major-tag -- COMMIT",
    });
  const { version } = await readIdentity(projectRoot);
  const tag = await moveMajorTag(repository, version, commit);
  console.log(tag ? `${tag} stands at ${commit}.` : `No tag moves to ${version}: it is not the newest.`);
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
