import { flag, list, type OptionValues, text, textOr } from "#input-values";

/** Where definitions are read from. */
export const sourceOptions = {
  "prefect-file": list(
    "Where deployments are defined, relative to the repository's root: files, globs and folders. In a folder each `.yaml` and `.yml` file counts, with a `deployments:` list or with one bare deployment.",
    { short: "-f", whenEmpty: ["prefect.yaml"] },
  ),
  "base-file": text(
    "A file whose anchors, defaults and pull steps every file of {prefect-file} sees. A merge key in any of them may point into it.",
    "file",
  ),
  "overlay-file": text(
    "A file of what differs in one environment, such as `prefect.prod.yaml`: its `deployments` are laid over those of {prefect-file} with the same `name` and `entrypoint`. Mappings merge, lists replace, `!unset` takes a key out.",
    "file",
  ),
  "working-directory": textOr(".", "A folder of the repository's clone.", "folder", {
    short: "-C",
    inAction: "Needed where `actions/checkout` was given a `path`.",
  }),
};

/** What becomes of everything else where a file can't be read. */
export const strictOption = {
  strict: flag(
    "Refuses everything while a file of definitions can't be read. Otherwise that file is told, the deployments of the others are gone on with, nothing counts as removed, no commit is recorded, and the run fails at its end.",
  ),
};

export type SourceValues = OptionValues<typeof sourceOptions>;
