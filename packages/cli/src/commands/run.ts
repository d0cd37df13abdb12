import { Command } from "commander";
import { untilCancelled } from "#command";
import { connectionOptions, resultsFile, runDeployments, runOptions, runSelectors } from "#operations";
import { batchesOf, renderRunsMarkdown, renderRunsText } from "#runs";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { selectors } from "../options/selectors.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

const NOBODY: readonly string[] = [];

/** Seconds that are waited for runs once the command was asked to end: a worker looks for those every ten. */
const SIGNAL_TIMEOUT = 60;

/** `prefect-cicd run` */
export function runCommand(cli: Cli): Command {
  const command = new Command("run")
    .summary("Run live deployments, and watch them to their end.")
    .description(
      "Run live deployments and watch them, with their logs, to their end. Ends with 1 where one failed. Interrupted, it asks what it started to stop.",
    )
    .addArgument(selectors(runOptions.deployments, NOBODY));
  addOptions(addOptions(command, runOptions), connectionOptions)
    .addOption(jsonOption())
    .addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, named: readonly string[]) => {
    const values = { ...valuesOf(runOptions, flags), deployments: named };
    const deployments = await runSelectors(values, named !== NOBODY, (_option, path) => cli.read(path));
    const { terminal } = cli;
    const report = await untilCancelled((signal) =>
      runDeployments({
        ...values,
        ...surroundings(cli),
        ...connectionOf(flags),
        deployments,
        signal,
        signalTimeout: SIGNAL_TIMEOUT,
        showLog: (title, lines) =>
          terminal.progress(lines.map(({ message }) => `${title} | ${message}`).join("\n")),
        remember: () => {},
      }),
    );
    const { results, planned, faults, warnings, notDeclared, repeated, left } = report;
    for (const warning of warnings) terminal.reporter.warning(warning);
    if (notDeclared.length > 0) terminal.progress(`Not declared: ${notDeclared.join(", ")}`);
    for (const line of repeated) terminal.progress(`Repeated: ${line}`);
    for (const line of left) terminal.progress(`Not repeated: ${line}`);
    if (flags.json) terminal.json({ ...resultsFile(report), planned });
    else if (values.planOnly) terminal.result(planText(planned, values.batchSize));
    else terminal.result(flags.markdown ? renderRunsMarkdown(results) : renderRunsText(results));
    tellFaults(cli, faults);
    return faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}

function planText(planned: readonly string[], batchSize: number | undefined): string {
  const batches = batchesOf(planned, batchSize);
  const which = (index: number) => (batches.length > 1 ? ` in batch ${index + 1}` : "");
  return batches.flatMap((keys, index) => keys.map((key) => `would run ${key}${which(index)}`)).join("\n");
}
