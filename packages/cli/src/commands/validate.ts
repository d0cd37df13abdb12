import { Command } from "commander";
import {
  connectionOptions,
  importedFlows,
  validateDeployments,
  validateOptions,
  wantedDeployments,
} from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { ALL, selectors } from "../options/selectors.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd validate` */
export function validateCommand(cli: Cli): Command {
  const command = new Command("validate")
    .summary("Check definitions, without a server and without a secret unless asked to.")
    .description(
      "Check definitions: the file, entry points, schedules, triggers, and parameters against the flow's own schema. That needs no server and no secret; --against server also asks one for blocks, variables, work pools and the job variables that they take.",
    )
    .addArgument(selectors(validateOptions.deployments));
  addOptions(addOptions(command, validateOptions), connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags, named: readonly string[]) => {
    const values = valuesOf(validateOptions, flags);
    const wanting = { ...values, ...(named === ALL ? {} : { deployments: named }) };
    const { deployments } = await wantedDeployments(wanting, (_, path) => cli.read(path));
    const { keys, faults } = await validateDeployments({
      ...values,
      ...surroundings(cli),
      ...connectionOf(flags),
      ...(await importedFlows(values, (_, path) => cli.read(path))),
      deployments,
    });
    tellFaults(cli, faults);
    if (flags.json) cli.terminal.json({ checked: keys, faults });
    else if (faults.length === 0) {
      cli.terminal.result(
        `Nothing wrong with ${keys.length} ${keys.length === 1 ? "deployment" : "deployments"}`,
      );
    }
    return faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}
