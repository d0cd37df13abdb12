import { flag, InvalidValue, list, type Option, type OptionValues, parseList, text } from "#input-values";
import { PIPELINES, type Pipeline } from "#repository-setup";
import { sourceOptions } from "./source.ts";

/** How a repository is set up. */
export const initOptions = {
  "working-directory": sourceOptions["working-directory"],
  pipelines: {
    ...list(
      "What to set up: `deployments`, `image`, `worker`. By what the repository has unless given: a Dockerfile beside a file with a version, Helm values of a worker.",
    ),
    parse: parsePipelines,
  } as Option<readonly Pipeline[]>,
  "default-branch": text("The branch whose pushes deploy to PROD. The remote's own unless given.", "branch"),
  update: flag(
    "Brings workflows that were copied before to this release, with their settings: branches, variables at the top, inputs, runners.",
  ),
  "release-commit": text(
    "Commit of this suite that the workflows name, in full. That of the release which this program is of unless given.",
    "commit",
  ),
};

export type InitValues = OptionValues<typeof initOptions>;

function parsePipelines(given: string): Pipeline[] {
  const names = parseList(given);
  const isPipeline = (name: string): name is Pipeline => (PIPELINES as readonly string[]).includes(name);
  const unknown = names.filter((name) => !isPipeline(name));
  if (unknown.length === 0) return names.filter(isPipeline);
  throw new InvalidValue(
    `names ${unknown.join(", ")}, which is no pipeline.`,
    `There are ${PIPELINES.join(", ")}.`,
  );
}
