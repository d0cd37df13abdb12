import { Command } from "commander";
import { FaultError } from "#diagnostics";
import { cancelLeftOptions, cancelLeftRuns, connectionOptions } from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd cancel-left-runs` */
export function cancelLeftRunsCommand(cli: Cli): Command {
  const command = new Command("cancel-left-runs")
    .summary("Cancel runs that jobs which were lost have left.")
    .description(
      "Cancel the runs that jobs of a repository on GitHub have started and left: those of workflow runs that have ended, and no others. The token comes by the variable GITHUB_TOKEN; it needs actions: read.",
    );
  addOptions(addOptions(command, cancelLeftOptions), connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const { env, terminal } = cli;
    const values = valuesOf(cancelLeftOptions, flags);
    const found = await cancelLeftRuns({
      ...values,
      ...connectionOf(flags),
      ...{ env, reporter: terminal.reporter, githubToken: tokenOf(cli) },
    });
    const { cancelled, running, kept, warnings } = found;
    for (const warning of warnings) terminal.reporter.warning(warning);
    if (flags.json) terminal.json({ cancelled, running, kept });
    else if (values.planOnly)
      terminal.result(`${cancelled.length} would be cancelled, ${kept.length} let be`);
    else
      terminal.result(
        `${cancelled.length} cancelled, ${running.length} still running, ${kept.length} let be`,
      );
    return EXIT.ok;
  });
}

function tokenOf({ env, terminal }: Cli): string {
  const token = env.GITHUB_TOKEN?.trim();
  if (!token) {
    throw new FaultError({
      code: "environment-incomplete",
      message: "Nothing lets us ask GitHub which workflow runs have ended.",
      fix: "Give a token by the variable GITHUB_TOKEN; it needs `actions: read`.",
    });
  }
  terminal.reporter.secret(token);
  return token;
}
