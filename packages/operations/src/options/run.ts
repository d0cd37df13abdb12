import {
  choice,
  duration,
  flag,
  InvalidValue,
  integer,
  jsonMap,
  list,
  type Option,
  parseDuration,
  parseInteger,
  text,
} from "#input-values";

/** Which deployments are run. */
const selection = {
  deployments: list(
    "Which deployments of the server to run: names, `flow/deployment`, globs of either, or `tag:<tag>`. One that does not exist is an error.",
    { only: "action" },
  ),
  "changes-file": text("Run what a detection found to be deployed.", "file", {
    inAction: "The output `changes-file` of detect-changed-deployments names it.",
  }),
  "applied-file": text("Run what an apply was asked for and did not remove, changed or not.", "file", {
    inAction: "The output `applied-file` of apply-deployments names it.",
  }),
  select: choice(
    ["given", "created", "declared"],
    "`given` runs each of them; `created` of the {applied-file}'s only those that the apply has made; `declared` runs those whose definition says so by `x-cicd: {smoke: ...}`, with the parameters and the time that it names, and lists the others.",
  ),
};

/** Which runs of theirs are repeated. */
const repetition = {
  "failed-since": {
    ...text(
      "Repeats runs instead of starting the deployments as they are: every scheduled run of this last time that failed, crashed, or is late and can no longer start, with its own parameters and job variables. Left out and listed are those for which a later run with the same parameters completed or is under way, and those whose deployment or schedule is paused.",
      "duration",
    ),
    parse: (given: string) => parseDuration(given, 60, 30 * 86_400),
  } as Option<number | undefined>,
};

/** What they are started with. */
const values = {
  parameters: jsonMap(
    "Parameters of the runs, laid over the deployments' own and checked against the flow's schema before anything starts. A key of the form `flow/deployment`, which may be a pattern, holds a map for those alone.",
  ),
  "job-variables": jsonMap(
    "Job variables of the runs, laid over the deployments' own and checked against the work pool's template; for some alone as in {parameters}.",
  ),
  tags: list("Tags to add to every run's own."),
  "work-queue": text("Work queue of each deployment's work pool. It has to exist.", "name"),
};

/** How many, how long, and what their ends mean. */
const limits = {
  "max-runs": integer(
    { whenEmpty: 50, minimum: 1, maximum: 1000 },
    "How many runs may be started: more of them are refused before the first.",
  ),
  "max-parallel-runs": integer(
    { whenEmpty: 10, minimum: 1, maximum: 100 },
    "How many runs may be under way at the same time.",
  ),
  "batch-size": {
    ...text(
      "How many runs a batch has. Batches run one after another, each to the end of its last run; without it all runs are one batch.",
      "number",
    ),
    parse: (given: string) => parseInteger(given, 1, 1000),
  } as Option<number | undefined>,
  "on-failed-batch": choice(
    ["stop", "continue"],
    "`stop` starts no further batch after one in which a run did not pass, `continue` does all the same.",
  ),
  timeout: duration(
    { whenEmpty: "1h", minimum: 1, maximum: 7 * 86_400 },
    "How long each run may take, from when it is asked for; then it is asked to stop, and has failed.",
  ),
  "start-timeout": duration(
    { whenEmpty: "10m", minimum: 1, maximum: 7 * 86_400 },
    "How long each run may wait before it starts, or while it is paused; then it is asked to stop, and is inconclusive.",
  ),
  "fail-on": choice(
    ["failed", "inconclusive", "never"],
    "`failed` fails where a run failed, `inconclusive` also where one did not show anything, such as one that no worker took; `never` only tells.",
  ),
  "wait-for-quiet": {
    ...text(
      "Waits with the first run, at most for {timeout}, until the deployments have no run that is late or under way, and their work pools have a free slot and nothing due within this time. With {plan-only} it is only told. A job that is run again while its runs go on does not wait.",
      "duration",
    ),
    parse: (given: string) => parseDuration(given, 1, 7 * 86_400),
  } as Option<number | undefined>,
  "slower-than": {
    sentence:
      "How many times as long as the median of its deployment's last five completed runs a run may take before that is told.",
    valueName: "factor",
    whenEmpty: 2,
    default: "2x",
    parse: parseFactor,
  } satisfies Option<number>,
  "plan-only": flag("Checks everything, tells what would be run, and starts nothing."),
};

function parseFactor(given: string): number {
  const factor = Number(/^(\d+(?:\.\d+)?)x?$/.exec(given)?.[1]);
  if (factor > 0) return factor;
  throw new InvalidValue("is no factor.", "Write it as 2x or 1.5x.");
}

export const ownRunOptions = { selection: { ...selection, ...repetition }, values, limits };
