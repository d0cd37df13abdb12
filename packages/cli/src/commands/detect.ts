import { Command } from "commander";
import { type DetectedChanges, headline, renderDetectionMarkdown } from "#change-detection";
import { shortCommit } from "#git";
import { changesFile, connectionOptions, detectDeployments, detectOptions } from "#operations";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  exitCode?: true;
}

/** `prefect-cicd detect` */
export function detectCommand(cli: Cli): Command {
  const command = new Command("detect")
    .summary("Find the deployments that differ between two commits.")
    .description(
      "Find the deployments that differ between two commits: added, modified, affected through the code they import, and removed, each with its reason.",
    );
  addOptions(addOptions(command, detectOptions), connectionOptions)
    .option("--exit-code", "End with 2 where anything differs.")
    .addOption(jsonOption())
    .addOption(markdownOption())
    .addHelpText("after", EXAMPLES);
  for (const option of command.options) if (option.long === "--target-branch") option.conflicts("base");
  return perform(cli, command, async (flags: Flags) => {
    const detected = await detectDeployments({
      ...valuesOf(detectOptions, flags),
      ...surroundings(cli),
      ...connectionOf(flags),
    });
    if (flags.json) cli.terminal.json(changesFile(detected));
    else cli.terminal.result(flags.markdown ? renderDetectionMarkdown(detected) : textOf(detected));
    tellFaults(cli, detected.broken);
    if (detected.broken.length > 0) return EXIT.wrong;
    return flags.exitCode && detected.deployments.length > 0 ? EXIT.changes : EXIT.ok;
  });
}

const EXAMPLES = `
Examples:
  prefect-cicd detect --base main                 what differs from main as it stands
  prefect-cicd detect --target-branch main        what this branch changes
  prefect-cicd detect --json | prefect-cicd plan --changes-file -
`;

function textOf(detected: DetectedChanges): string {
  const { deployments, base, baseReason, everything } = detected;
  const compared = base === null ? "Nothing to compare with" : `Compared with ${shortCommit(base)}`;
  return [
    `${compared}: ${baseReason}`,
    ...(everything === null ? [] : [everything]),
    ...deployments.map(({ key, change, reason }) => `${change.padEnd(8)} ${key}  (${reason})`),
    headline(detected),
  ].join("\n");
}
