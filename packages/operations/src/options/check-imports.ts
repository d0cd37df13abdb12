import {
  choice,
  duration,
  InvalidValue,
  list,
  type OptionValues,
  text,
  textMap,
  textOr,
} from "#input-values";
import { passEnvironmentOf } from "./flow-reader.ts";
import { sourceOptions } from "./source.ts";

/** How a container's memory is written for Docker. */
const MEMORY = /^\d{1,6}[bkmg]$/i;

/** What is imported, where, and with what. */
export const checkImportsOptions = {
  ...sourceOptions,
  deployments: list("Whose flows to import: `all`, deployment names, `flow/deployment`, globs of either.", {
    only: "action",
    required: true,
    whenEmpty: ["all"],
  }),
  "changes-file": text("Import the flows of what a detection found to be deployed.", "file", {
    inAction: "The output `changes-file` of detect-changed-deployments names it.",
  }),
  image: text(
    "Image to import flows in, for deployments that don't name one by their own job variable `image`.",
    "image",
  ),
  "plan-file": text(
    "A plan against the server. It tells the image of each deployment's work pool, for those that neither name one themselves nor have {image}.",
    "file",
    { inAction: "The output `plan-file` of plan-deployments, handed on as an artifact of the same run." },
  ),
  python: text(
    "A Python of this machine to import flows in that have no image, as those of process work pools. It has Prefect and what the flows import; network and files are the machine's.",
    "program",
  ),
  "pass-environment": passEnvironmentOf(
    "Variables of the environment that flows see when they are imported, besides those of the image. Flows are code of the checked-out commit: none of the variables that lead to the Prefect server or to GitHub (`PREFECT_API_*`, `GITHUB_*`, `ACTIONS_*`, `INPUT_*`) may be named.",
  ),
  env: textMap(
    "Variables that runs have and flows read when they are imported, with harmless values to import them with. One that is missing otherwise is a warning, and the rest of the import stays unchecked.",
  ),
  timeout: duration(
    { whenEmpty: "1m", minimum: 1, maximum: 3600 },
    "How long the import of each flow may take.",
  ),
  memory: {
    ...textOr("2g", "How much memory a container may use, as Docker has it.", "size"),
    parse: parseMemory,
  },
  "fail-on": choice(
    ["failed", "inconclusive", "never"],
    "`failed` fails where a flow can't be imported, `inconclusive` also where an import needs what is not here, such as a variable or the network; `never` only tells.",
  ),
};

function parseMemory(given: string): string {
  if (MEMORY.test(given)) return given.toLowerCase();
  throw new InvalidValue("is no size.", "Write it as 512m or 2g.");
}

export type CheckImportsValues = OptionValues<typeof checkImportsOptions>;
