import { Command } from "commander";
import type { Fault } from "#diagnostics";
import { type Adoption, adoptDeployments, adoptionText, adoptOptions, connectionOptions } from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { selectors } from "../options/selectors.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  yes?: true;
}

/** `prefect-cicd adopt` */
export function adoptCommand(cli: Cli): Command {
  const command = new Command("adopt")
    .summary("Take live deployments that the files declare into the inventory.")
    .description(
      "Tell which live deployments the files have, and which nobody declares. With --yes those that the files have are taken into the server's inventory, as if they had been applied from here; nothing else is written.",
    )
    .addArgument(selectors(adoptOptions.deployments));
  addOptions(addOptions(command, adoptOptions), connectionOptions)
    .option("-y, --yes", "Take them into the inventory; otherwise it is only told.")
    .addOption(jsonOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const adoption = await adoptDeployments({
      ...valuesOf(adoptOptions, flags),
      ...surroundings(cli),
      ...connectionOf(flags),
      deployments,
      yes: flags.yes === true,
    });
    if (flags.json) cli.terminal.json(adoption);
    else cli.terminal.result(adoptionText(adoption));
    const faults = [...adoption.broken, ...refusedFaults(adoption)];
    tellFaults(cli, faults);
    return faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}

function refusedFaults({ refused }: Adoption): Fault[] {
  if (refused.length === 0) return [];
  return [
    {
      code: "deployment-held",
      message: "What others have applied to this server was not adopted.",
      deployments: refused.map(({ key }) => key),
      fix: "Where it has moved here for good, give --take-over.",
    },
  ];
}
