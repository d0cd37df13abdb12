import { Argument, Command } from "commander";
import { FaultError } from "#diagnostics";
import {
  connectionOptions,
  missingDeployment,
  newSchedulesOf,
  scheduleOptions,
  setSchedules,
} from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { selectors } from "../options/selectors.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

const NOBODY: readonly string[] = [];

/** `prefect-cicd schedules` */
export function schedulesCommand(cli: Cli): Command {
  const command = new Command("schedules")
    .summary("Turn schedules of live deployments on or off.")
    .description("Turn schedules of live deployments on or off, in place; safe to repeat.")
    .addArgument(
      new Argument("<state>", "active turns them on, paused turns them off.").choices(["active", "paused"]),
    )
    .addArgument(selectors(scheduleOptions.deployments, NOBODY));
  addOptions(addOptions(command, scheduleOptions), connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags, state: "active" | "paused", named: readonly string[]) => {
    const { appliedFile } = valuesOf(scheduleOptions, flags);
    const made = appliedFile === undefined ? [] : newSchedulesOf(await cli.read(appliedFile), appliedFile);
    if (named === NOBODY && appliedFile === undefined) {
      throw new FaultError({
        code: "input-missing",
        message: "No deployments are named.",
        fix: "Name some, or give --applied-file.",
      });
    }
    const result = await setSchedules({
      ...connectionOf(flags),
      env: cli.env,
      reporter: cli.terminal.reporter,
      deployments: [...named, ...made],
      state,
    });
    const { changed, unchanged, missing, failed } = result;
    tellFaults(cli, [...missing.map(missingDeployment), ...failed.map(({ fault }) => fault)]);
    if (flags.json) cli.terminal.json(result);
    else cli.terminal.result(`${changed.length} changed, ${unchanged.length} were ${state} already`);
    return missing.length + failed.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}
