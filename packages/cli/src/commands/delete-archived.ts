import { Command } from "commander";
import { archiveSweepText, connectionOptions, deleteArchived, deleteArchivedOptions } from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd delete-archived` */
export function deleteArchivedCommand(cli: Cli): Command {
  const command = new Command("delete-archived")
    .summary("Delete archived deployments whose time has come.")
    .description(
      "Delete archived deployments whose time has come: only those that were archived from these files, still are off, and have no run that has not ended.",
    );
  addOptions(addOptions(command, deleteArchivedOptions), connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const values = valuesOf(deleteArchivedOptions, flags);
    const sweep = await deleteArchived({ ...values, ...surroundings(cli), ...connectionOf(flags) });
    if (flags.json) cli.terminal.json(sweep);
    else cli.terminal.result(archiveSweepText(sweep, values.planOnly));
    tellFaults(cli, sweep.faults);
    return sweep.faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}
