import { Command } from "commander";
import { type Diagnosis, describeDiagnosis, hasErrors, verdict } from "#doctor";
import { connectionOptions, diagnose, doctorOptions } from "#operations";
import { type Cli, jsonOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd doctor` */
export function doctorCommand(cli: Cli): Command {
  const command = new Command("doctor")
    .summary("Say what keeps deployments from working, and what to do.")
    .description(
      "Look at the files, the server, its work pools and records, images, clones, copied workflows and the repository on GitHub, and say what is wrong: why it matters, and one command for each. Nothing is written, but for what --fix makes. A token in GITHUB_TOKEN lets it ask GitHub. Ends with 1 where something will not work; warnings alone end with 0.",
    );
  addOptions(addOptions(command, doctorOptions), connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const diagnosis = await diagnose({
      ...valuesOf(doctorOptions, flags),
      ...surroundings(cli),
      ...connectionOf(flags),
      suite: cli.suite,
    });
    if (flags.json) cli.terminal.json(asJson(diagnosis));
    else cli.terminal.result(describeDiagnosis(diagnosis));
    return hasErrors(diagnosis) ? EXIT.wrong : EXIT.ok;
  });
}

function asJson(diagnosis: Diagnosis) {
  const { findings, passed, notMade } = diagnosis;
  return { version: 1, verdict: verdict(diagnosis), findings, passed, notMade };
}
