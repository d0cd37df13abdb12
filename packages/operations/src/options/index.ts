import { choice, list, type OptionValues, text } from "#input-values";
import { againstOptions, planKeyOption } from "./against.ts";
import { concurrencyOption, writeOptions } from "./apply.ts";
import { archiveOptions } from "./archive.ts";
import { cancelLeftOptions, runsTokenOption } from "./cancel-left.ts";
import { checkImportsOptions } from "./check-imports.ts";
import { commentOptions, commentTokenOption, deployedCommitsOption } from "./comment.ts";
import { connectionOptions } from "./connection.ts";
import { detectionOptions, previousHeadOption } from "./detect.ts";
import { doctorOptions } from "./doctor.ts";
import { type FlowReaderValues, flowNameOptions, flowReaderOptions } from "./flow-reader.ts";
import { gitTokenOption } from "./git-token.ts";
import { initOptions } from "./init.ts";
import {
  comparisonOptions,
  guardOptions,
  overrideOptions,
  selectionOptions,
  unsetVariables,
} from "./plan.ts";
import { ownRunOptions } from "./run.ts";
import { scopeOption, scopePatternsOption, takeOverOption } from "./scope.ts";
import { sourceOptions, strictOption } from "./source.ts";

/**
 * Every option of each operation, once. action.yml, the flags, their checks, the help and the catalog are made of these
 * tables, and the operations take the values under the same names: a new option is one entry here and the place that
 * obeys it.
 */
export { commentOptions, commentTokenOption, connectionOptions, deployedCommitsOption, previousHeadOption };

export const planOptions = {
  ...sourceOptions,
  ...strictOption,
  ...selectionOptions,
  ...scopeOption,
  ...overrideOptions,
  ...comparisonOptions,
  ...guardOptions,
  ...takeOverOption,
  ...flowReaderOptions("auto"),
  ...concurrencyOption,
};

/** A plan of its own, which nothing applies. */
export const planOnlyOptions = { ...planOptions, ...againstOptions };

export const applyOptions = { ...planOptions, ...writeOptions };

export const detectOptions = {
  ...sourceOptions,
  ...strictOption,
  ...detectionOptions,
  ...scopeOption,
  ...scopePatternsOption,
  ...flowNameOptions,
};

export const validateOptions = {
  ...sourceOptions,
  deployments: list(
    "What to check: `all`, deployment names, `flow/deployment`, globs of either. What is wrong with a file as a whole is told in any case.",
    { only: "action", required: true, whenEmpty: ["all"] },
  ),
  "changes-file": text("Check what a detection found, however many deployments these are.", "file", {
    inAction: "The output `changes-file` of detect-changed-deployments names it.",
  }),
  "build-steps": choice(
    ["error", "ignore"],
    "`error` refuses a deployment that has build or push steps; `ignore` checks the rest of it.",
  ),
  "unset-variables": unsetVariables("warn"),
  ...flowReaderOptions("static"),
  against: choice(
    ["files", "server"],
    "`files` needs no server and no secret; `server` also checks what only the server at `prefect-api-url` can tell: blocks, variables, work pools, and the job variables that they take.",
  ),
  doctor: choice(
    ["off", "warn", "fail"],
    "Also looks at the whole setup, as `prefect-cicd doctor` does: server, rights, work pools, images, clones, copied workflows, and with {github-token} the repository on GitHub. `warn` tells what it finds, `fail` fails for what will not work.",
    { only: "action" },
  ),
  "github-token": {
    ...text(
      "Token with which GitHub is asked what the repository is set to, for {doctor} alone; it needs `contents: read`, and further rights for what only administrators see.",
      "token",
      { only: "action", secret: true },
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
    default: "${{ github.token }}",
  },
};

export const scheduleOptions = {
  deployments: list(
    "Whose schedules: `flow/deployment`, a deployment name (every deployment of that name), `tag:<tag>`, or single schedules as `flow/deployment#schedule-id`. What does not exist is told, and the rest done.",
    {
      only: "action",
      inAction: "The `new-schedules` output of apply-deployments is such a list.",
    },
  ),
  "applied-file": text("The schedules that an apply made, out of its result.", "file", {
    inAction: "The output `applied-file` of apply-deployments names it.",
  }),
  state: choice(["active", "paused"], "`active` turns the schedules on, `paused` turns them off.", {
    only: "action",
  }),
};

export const adoptOptions = {
  ...sourceOptions,
  deployments: list(
    "What to adopt: `all`, deployment names, `flow/deployment`, globs of either. What the files don't have is told where all of them are looked at.",
    { only: "action", whenEmpty: ["all"] },
  ),
  except: selectionOptions.except,
  ...scopeOption,
  ...takeOverOption,
  ...overrideOptions,
  ...comparisonOptions,
  ...flowReaderOptions("auto"),
};

export const deleteArchivedOptions = {
  ...sourceOptions,
  ...scopeOption,
  "name-prefix": overrideOptions["name-prefix"],
  ...archiveOptions,
  ...flowNameOptions,
};

export const runOptions = {
  ...ownRunOptions.selection,
  ...ownRunOptions.values,
  ...ownRunOptions.limits,
  ...sourceOptions,
  "name-prefix": overrideOptions["name-prefix"],
  ...flowNameOptions,
};

export {
  againstOptions,
  cancelLeftOptions,
  checkImportsOptions,
  doctorOptions,
  gitTokenOption,
  initOptions,
  planKeyOption,
  runsTokenOption,
};

export type PlanValues = OptionValues<typeof planOptions>;
export type PlanOnlyValues = OptionValues<typeof planOnlyOptions>;
export type ApplyValues = OptionValues<typeof applyOptions>;
export type DetectValues = Omit<OptionValues<typeof detectOptions>, keyof FlowReaderValues> &
  FlowReaderValues;
export type CancelLeftValues = OptionValues<typeof cancelLeftOptions>;
export type DeleteArchivedValues = OptionValues<typeof deleteArchivedOptions>;
export type RunValues = OptionValues<typeof runOptions>;
export type ValidateValues = OptionValues<typeof validateOptions>;
export type { CheckImportsValues } from "./check-imports.ts";
export type { RemovedPolicy } from "./plan.ts";
export type { SourceValues } from "./source.ts";
export type { FlowReaderValues };
