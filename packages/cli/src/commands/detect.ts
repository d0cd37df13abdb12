import { Command, Option } from "commander";
import {
  type Change,
  changes,
  type DetectedChanges,
  headline,
  renderDetectionMarkdown,
} from "#change-detection";
import { type DetectionEvent, detectDeployments } from "#operations";
import { type CiRun, readCiRun } from "../ci-run.ts";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { addConnectionOption, type ConnectionFlags, connectOptions } from "../options/connection.ts";
import {
  addFlowReaderOptions,
  addSourceOptions,
  type FlowReaderFlags,
  type SourceFlags,
  sourceOptions,
} from "../options/source.ts";
import { list } from "../options/values.ts";

interface Flags extends OutputFlags, SourceFlags, FlowReaderFlags, ConnectionFlags {
  base?: string;
  targetBranch?: string;
  head?: string;
  select: "changed" | "all";
  selectAllOn: readonly string[];
  exitCode?: true;
}

const NONE: readonly string[] = [];

/** `prefect-cicd detect` */
export function detectCommand(cli: Cli): Command {
  const command = new Command("detect")
    .summary("Find the deployments that differ between two commits.")
    .description(
      "Find the deployments that differ between two commits: added, modified, affected through the code they import, and removed, each with its reason.",
    );
  addSourceOptions(command)
    .option(
      "--base <ref>",
      "Commit, tag or branch to compare with, as it is. Left out: the merge base with --target-branch; else the commit that the server was last deployed from; else the pushed range that GitLab tells; else everything is selected.",
    )
    .addOption(
      new Option(
        "--target-branch <branch>",
        "Branch that the change is to go into: compares with the merge base. In a pull or merge request of GitHub or GitLab it is known.",
      ).conflicts("base"),
    )
    .option("--head <ref>", "Commit, tag or branch to look at. Left out: what is checked out.")
    .addOption(
      new Option("--select <choice>", "changed selects what differs, all every deployment.")
        .choices(["changed", "all"])
        .default("changed"),
    )
    .addOption(
      new Option("--select-all-on <list>", "Globs of files whose change selects every deployment.")
        .default(NONE, "none")
        .argParser(list(NONE)),
    );
  addFlowReaderOptions(command, "auto");
  addConnectionOption(command)
    .option("--exit-code", "End with 2 where anything differs.")
    .addOption(jsonOption())
    .addOption(markdownOption())
    .addHelpText("after", EXAMPLES);
  return perform(cli, command, async (flags: Flags) => {
    const ciRun = readCiRun(cli.env);
    const { base, head, select, selectAllOn, flowReader, python } = flags;
    const detected = await detectDeployments({
      ...sourceOptions(cli, flags, ciRun),
      ...connectOptions(cli, flags),
      for: eventOf(base, flags.targetBranch, ciRun),
      ...{ head, select, selectAllOn, flowReader, python },
    });
    if (flags.json) cli.terminal.json(resultOf(detected));
    else cli.terminal.result(flags.markdown ? renderDetectionMarkdown(detected) : textOf(detected));
    return flags.exitCode && detected.deployments.length > 0 ? EXIT.changes : EXIT.ok;
  });
}

const EXAMPLES = `
Examples:
  prefect-cicd detect --base main                 what differs from main as it stands
  prefect-cicd detect --target-branch main        what this branch changes
  prefect-cicd detect --json | prefect-cicd plan --changes -
`;

function eventOf(base: string | undefined, targetBranch: string | undefined, ciRun: CiRun): DetectionEvent {
  if (base !== undefined) return { event: "comparison", base };
  const target = targetBranch ?? ciRun.targetBranch;
  return target === undefined ? { event: "push", before: ciRun.before } : { event: "pull-request", target };
}

function textOf(detected: DetectedChanges): string {
  const { deployments, base, baseReason, everything } = detected;
  const compared = base === null ? "Nothing to compare with" : `Compared with ${base.slice(0, 12)}`;
  return [
    `${compared}: ${baseReason}`,
    ...(everything === null ? [] : [everything]),
    ...deployments.map(({ key, change, reason }) => `${change.padEnd(8)} ${key}  (${reason})`),
    headline(detected),
  ].join("\n");
}

function resultOf({ deployments, base, head, baseReason, everything, unchanged, warnings }: DetectedChanges) {
  const keys = (...wanted: Change[]) =>
    deployments.filter(({ change }) => wanted.includes(change)).map(({ key }) => key);
  return {
    deployments: keys("added", "modified", "affected"),
    ...Object.fromEntries(changes.map((change) => [change, keys(change)])),
    reasons: Object.fromEntries(deployments.map(({ key, reason }) => [key, reason])),
    unchanged,
    base,
    head,
    baseReason,
    everything,
    warnings,
  };
}
