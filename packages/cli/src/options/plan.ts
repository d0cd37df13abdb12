import { type Command, Option } from "commander";
import type { Json } from "#input-values";
import type { PlanOptions } from "#operations";
import { type Changes, readChanges } from "../changes-file.ts";
import type { CiRun } from "../ci-run.ts";
import type { Cli } from "../cli.ts";
import { type ConnectionFlags, connectOptions } from "./connection.ts";
import { type FlowReaderFlags, type SourceFlags, sourceOptions } from "./source.ts";
import { integer, jsonMap, list, selectors } from "./values.ts";

const NONE: readonly string[] = [];

/** Every option of `plan` and `apply` that says what a deployment comes to. */
export interface PlanFlags extends SourceFlags, ConnectionFlags, FlowReaderFlags {
  changes?: string;
  except: readonly string[];
  removed: readonly string[];
  removedPolicy: PlanOptions["removedPolicy"];
  branch?: string;
  pin: PlanOptions["pin"];
  namePrefix?: string;
  tags: readonly string[];
  workPool?: string;
  workQueue?: string;
  jobVariables: Readonly<Record<string, Json>>;
  schedules: PlanOptions["schedules"];
  undeclaredSchedules: PlanOptions["undeclaredSchedules"];
  derivedVersion: PlanOptions["derivedVersion"];
  paused: PlanOptions["paused"];
  buildSteps: PlanOptions["buildSteps"];
  concurrency: number;
}

export const ALL: readonly string[] = ["all"];

/** What is planned or applied. */
export const deploymentsArgument = (verb: string) =>
  selectors(
    "[deployments...]",
    `What to ${verb}: all, deployment names, flow/deployment, globs of either, or tag:<tag> for what the server holds with that tag.`,
    ALL,
  );

const listOption = (flags: string, description: string) =>
  new Option(flags, description).default(NONE, "none").argParser(list(NONE));

const choiceOption = (flags: string, description: string, choices: readonly [string, ...string[]]) =>
  new Option(flags, description).choices(choices).default(choices[0]);

/** The options that decide what is planned; see the action apply-deployments, which has the same ones. */
export function addPlanOptions(command: Command): Command {
  const options = [
    new Option(
      "--changes <file>",
      "Take what `detect --json` found: what to apply, what was removed, and the reasons. - is standard input.",
    ),
    listOption("--except <list>", "What to leave alone: names, flow/deployment, globs."),
    listOption("--removed <list>", "Deployments that are no longer defined, as flow/deployment."),
    choiceOption("--removed-policy <policy>", "What happens to those that are no longer defined.", [
      "keep",
      "pause",
      "delete",
    ]),
    new Option("--branch <branch>", "Branch that every git_clone pull step fetches."),
    choiceOption(
      "--pin <pin>",
      "branch leaves the pull steps on their branch; commit pins every git_clone step to the commit that is checked out.",
      ["branch", "commit"],
    ),
    new Option("--name-prefix <text>", "Put before every deployment's name."),
    listOption("--tags <list>", "Tags to add to every deployment's own."),
    new Option("--work-pool <name>", "Work pool for every deployment."),
    new Option("--work-queue <name>", "Work queue for every deployment."),
    new Option(
      "--job-variables <map>",
      "Job variables to lay over every deployment's own: KEY=value, YAML or JSON.",
    )
      .default({}, "none")
      .argParser(jsonMap),
    choiceOption(
      "--schedules <state>",
      "as-declared takes each schedule as defined, active and paused switch all of them, keep leaves existing ones in the state they have on the server.",
      ["as-declared", "active", "paused", "keep"],
    ),
    choiceOption(
      "--undeclared-schedules <choice>",
      "What happens to schedules on the server that the definition doesn't have.",
      ["delete", "keep"],
    ),
    choiceOption(
      "--derived-version <choice>",
      "Whether a new commit alone, which gives a new version to deployments without one of their own, is a reason to write: that drops scheduled runs.",
      ["ignore", "write"],
    ),
    choiceOption(
      "--paused <choice>",
      "keep leaves a deployment paused that somebody paused on the server; as-declared resumes it.",
      ["keep", "as-declared"],
    ),
    choiceOption(
      "--build-steps <choice>",
      "error refuses a deployment with build or push steps; ignore applies it without their outputs; run runs them in --python before anything is applied, never for a plan.",
      ["error", "ignore", "run"],
    ),
    new Option("--concurrency <number>", "Requests that are under way at the same time.")
      .default(4)
      .argParser(integer(1, 64)),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** @throws FaultError where both names and `--changes` say what to apply, and where that file can't be used */
export async function planOptions(
  cli: Cli,
  flags: PlanFlags,
  deployments: readonly string[],
  ciRun: CiRun,
): Promise<PlanOptions & { concurrency: number }> {
  const changes =
    flags.changes === undefined ? undefined : await readChanges(cli, flags.changes, deployments !== ALL);
  const { flowReader, python, except, removedPolicy, branch, pin, namePrefix, tags } = flags;
  const { workPool, workQueue, jobVariables, schedules, undeclaredSchedules } = flags;
  const { derivedVersion, paused, buildSteps, concurrency } = flags;
  return {
    ...sourceOptions(cli, flags, ciRun),
    ...connectOptions(cli, flags),
    ...selected(flags, deployments, changes),
    ...{ flowReader, python, except, removedPolicy, branch, pin, namePrefix, tags },
    ...{ workPool, workQueue, jobVariables, schedules, undeclaredSchedules },
    ...{ derivedVersion, paused, buildSteps, concurrency },
  };
}

function selected(
  { removed }: PlanFlags,
  deployments: readonly string[],
  changes: Changes | undefined,
): Pick<PlanOptions, "deployments" | "removed" | "reasons"> {
  if (!changes) return { deployments, removed };
  return { ...changes, removed: [...new Set([...removed, ...changes.removed])] };
}
