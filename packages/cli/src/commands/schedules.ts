import { Argument, Command } from "commander";
import { FaultError } from "#diagnostics";
import { setSchedules } from "#operations";
import { readNewSchedules } from "../changes-file.ts";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { addConnectionOption, type ConnectionFlags, connectOptions } from "../options/connection.ts";
import { selectors } from "../options/values.ts";

interface Flags extends OutputFlags, ConnectionFlags {
  madeBy?: string;
}

const NOBODY: readonly string[] = [];

/** `prefect-cicd schedules` */
export function schedulesCommand(cli: Cli): Command {
  const command = new Command("schedules")
    .summary("Turn schedules of live deployments on or off.")
    .description("Turn schedules of live deployments on or off, in place; safe to repeat.")
    .addArgument(
      new Argument("<state>", "active turns them on, paused turns them off.").choices(["active", "paused"]),
    )
    .addArgument(
      selectors(
        "[deployments...]",
        "Whose: flow/deployment, a deployment name, tag:<tag>, or one schedule as flow/deployment#schedule-id.",
        NOBODY,
      ),
    )
    .option(
      "--made-by <file>",
      "The schedules that an apply made, from its `--json` result. - is standard input.",
    );
  addConnectionOption(command).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags, state: "active" | "paused", named: readonly string[]) => {
    const made = flags.madeBy === undefined ? [] : await readNewSchedules(cli, flags.madeBy);
    if (named === NOBODY && flags.madeBy === undefined) {
      throw new FaultError({ message: "No deployments are named.", fix: "Name some, or give --made-by." });
    }
    const result = await setSchedules({
      ...connectOptions(cli, flags),
      deployments: [...named, ...made],
      state,
    });
    const { changed, unchanged, missing, failed } = result;
    const absent = missing.map((name) => ({
      message: `There is no ${JSON.stringify(name)} on the Prefect server.`,
      fix: "Check the name, or apply the deployment first.",
    }));
    tellFaults(cli, [...absent, ...failed.map(({ fault }) => fault)]);
    if (flags.json) cli.terminal.json(result);
    else cli.terminal.result(`${changed.length} changed, ${unchanged.length} were ${state} already`);
    return missing.length + failed.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}
