import { Command, Option } from "commander";
import { type ValidateOptions, validateDeployments } from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import {
  addFlowReaderOptions,
  addSourceOptions,
  type FlowReaderFlags,
  type SourceFlags,
  sourceOptions,
} from "../options/source.ts";
import { selectors } from "../options/values.ts";

interface Flags extends OutputFlags, SourceFlags, FlowReaderFlags {
  buildSteps: ValidateOptions["buildSteps"];
}

/** `prefect-cicd validate` */
export function validateCommand(cli: Cli): Command {
  const command = new Command("validate")
    .summary("Check definitions without a server and without a secret.")
    .description(
      "Check definitions without a server and without a secret: the file, entry points, schedules, triggers, and parameters against the flow's own schema.",
    )
    .addArgument(
      selectors("[deployments...]", "What to check: deployment names, flow/deployment, globs of either.", [
        "all",
      ]),
    );
  addFlowReaderOptions(addSourceOptions(command), "static")
    .addOption(
      new Option(
        "--build-steps <choice>",
        "error refuses a deployment with build or push steps; ignore checks the rest of it.",
      )
        .choices(["error", "ignore"])
        .default("error"),
    )
    .addOption(jsonOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const { buildSteps, flowReader, python } = flags;
    const { keys, faults } = await validateDeployments({
      ...sourceOptions(cli, flags),
      ...{ deployments, buildSteps, flowReader, python },
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
