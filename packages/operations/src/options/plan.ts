import {
  choice,
  flag,
  InvalidValue,
  jsonMap,
  list,
  type Option,
  parseChoice,
  text,
  textMap,
} from "#input-values";

const POLICIES = ["keep", "pause", "archive", "delete"] as const;

/** The choices of `removed-policy`, the mildest first. */
export type RemovedPolicy = (typeof POLICIES)[number];

/** Which deployments. */
export const selectionOptions = {
  deployments: list(
    "What to apply: `all`, deployment names, `flow/deployment`, globs of either, or `tag:<tag>` for what the server holds with that tag. A name that is defined nowhere is an error.",
    {
      only: "action",
      required: true,
      whenEmpty: ["all"],
      inAction:
        "Short lists come by the `deployments` output of detect-changed-deployments, any by {changes-file}.",
    },
  ),
  "changes-file": text(
    "Take what a detection found: what to apply, what was removed, and the reasons. However many they are, a file holds them.",
    "file",
    { inAction: "The output `changes-file` of detect-changed-deployments names it." },
  ),
  except: list(
    "What of the selected and the {removed} ones to leave alone: names, `flow/deployment`, globs. One that is not there is no error.",
  ),
  "except-file": text(
    "Leave alone what a file names as well: the result of a detection, with what it found removed.",
    "file",
    {
      inAction:
        "The outputs `changes-file` of detect-changed-deployments and `open-deployments-file` of find-stale-pull-requests name such files.",
    },
  ),
  prune: flag(
    "Removes what the server's inventory says was applied from these files, in this scope, and the files don't have any more, whatever happened in between; see docs/pruning.md. What comes from elsewhere is never touched. {removed} can't be given beside it; a changes-file's removed ones are left to the inventory.",
  ),
  removed: list("Deployments that are no longer defined, as `flow/deployment`.", {
    inAction: "The `removed` output of detect-changed-deployments is such a list.",
  }),
  "removed-policy": {
    sentence:
      "What happens to those that are no longer defined, also to those of a `tag:`; `keep` unless given, with {prune} `archive`. `archive` turns everything off that starts it, tags it `removed-<date>`, and remembers what its return puts back. What is paused gets {tags} too, so that `tag:<tag>` finds it again.",
    valueName: "choice",
    choices: POLICIES,
    whenEmpty: undefined,
    parse: (given: string) => parseChoice(given, POLICIES),
  } as Option<RemovedPolicy | undefined>,
  reasons: textMap("Why each is applied, to be shown in the plan: a JSON object by `flow/deployment`.", {
    only: "action",
    inAction: "The `reasons` output of detect-changed-deployments is one.",
  }),
};

/** What is set over that which the definitions say. */
export const overrideOptions = {
  branch: text(
    "Branch that every `git_clone` pull step fetches. A step that pins a commit is left alone and reported. Left empty, the steps stay as defined.",
    "branch",
  ),
  pin: choice(
    ["branch", "commit"],
    "`branch` leaves the pull steps on their branch; `commit` pins every `git_clone` step to the commit that is checked out, so that exactly what was approved runs.",
  ),
  "pin-folder": choice(
    ["as-defined", "commit"],
    "With {pin} `commit`: `commit` clones each commit into a folder of its own, for workers that keep the folders of clones; they need Prefect 3.6.9 or later, and somebody has to delete old folders.",
  ),
  "name-prefix": text(
    "Put before every deployment's name, so that a server can hold a pull request's deployments beside main's. What a server can't take in a name becomes `-`.",
    "text",
  ),
  tags: list("Tags to add to every deployment's own."),
  "work-pool": text("Work pool for every deployment. Left empty, each keeps its own.", "name"),
  "work-queue": text("Work queue for every deployment. Left empty, each keeps its own.", "name"),
  "job-variables": jsonMap(
    "Job variables to lay over every deployment's own, as `KEY=value` lines, YAML or JSON.",
  ),
  schedules: choice(
    ["as-declared", "active", "paused", "keep"],
    "`as-declared` takes each schedule as defined, `active` and `paused` switch all of them, `keep` leaves existing ones in the state they have on the server.",
  ),
  "start-new-schedules": flag(
    "Writes new schedules active, whatever their definitions say, in the request that makes them, and turns on those that an earlier apply has written off and nobody has turned on since. Made for {schedules} `keep`.",
  ),
};

/** What becomes of placeholders that nothing fills. */
export function unsetVariables(whenEmpty: "error" | "warn") {
  return choice(
    ["error", "warn", "empty"],
    "What it is where a placeholder is filled by nothing, such as a variable that is not set: `error`, `warn`, or `empty`, as for `prefect deploy`, which stores the text without it and says nothing. In pull steps it is left for the worker.",
    { whenEmpty },
  );
}

/** What counts as a difference from the server, and what is done about it. */
export const comparisonOptions = {
  "undeclared-schedules": choice(
    ["delete", "keep"],
    "What happens to schedules on the server that the definition doesn't have, such as one made in the UI.",
  ),
  "derived-version": choice(
    ["ignore", "write"],
    "A deployment without a version of its own gets the commit's. `ignore`: a new commit alone is no reason to write, which would drop scheduled runs; `write`: it is, as for `prefect deploy`.",
  ),
  paused: choice(
    ["keep", "as-declared"],
    "`keep` leaves a deployment paused that somebody paused on the server; `as-declared` resumes it, as `prefect deploy` does.",
  ),
  "show-variables": list(
    "Whose values may be seen in plans, logs and summaries: names of environment variables such as `REGION`, or `prefect.variables.region`. Whatever else placeholders are filled with is shown as the file has it, since it may be a secret.",
  ),
  "unset-variables": unsetVariables("error"),
  "build-steps": choice(
    ["error", "ignore", "run"],
    "`error` refuses a selected deployment that has build or push steps; `ignore` applies it without their outputs; `run` runs them first, through the Prefect that is installed in {python}, once where deployments share them. For a plan they are never run, and it leaves out what their outputs fill.",
  ),
};

/** What is refused unless it is allowed. */
export const guardOptions = {
  "allow-shared-server": flag(
    "Lets a pull request, or another branch, write deployments of a server to which the default branch was deployed with schedules that are not paused. Otherwise that is refused, and a plan warns of it: production would go over to its code and schedules.",
  ),
  "max-removed": {
    sentence:
      "How many deployments may be removed at once, as a number or as a share of those that come from here, such as `20%`. More are refused before the first write.",
    valueName: "number",
    whenEmpty: undefined,
    parse: parseMost,
  } as Option<MostRemoved | undefined>,
  dangling: choice(
    ["error", "warn"],
    "What removing or renaming a deployment is that something still calls: `run_deployment` in the repository, a trigger of another deployment, an automation of the server.",
  ),
};

/** A number of deployments, or a share of those that come from here. */
export type MostRemoved = { count: number } | { share: number };

function parseMost(given: string): MostRemoved {
  const [, number = "", percent] = /^(\d{1,6}(?:\.\d+)?)(%?)$/.exec(given) ?? [];
  const value = Number(number);
  if (number !== "" && percent === "%" && value <= 100) return { share: value / 100 };
  if (number !== "" && percent === "" && Number.isInteger(value)) return { count: value };
  throw new InvalidValue("is neither a number nor a share.", "Write it as 10 or 20%.");
}
