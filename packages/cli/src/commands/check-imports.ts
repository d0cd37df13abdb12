import { Command } from "commander";
import { untilCancelled } from "#command";
import { renderImportsMarkdown, renderImportsText } from "#import-check";
import { checkImports, checkImportsOptions, importsFile, wantedDeployments } from "#operations";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { ALL, selectors } from "../options/selectors.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd check-imports` */
export function checkImportsCommand(cli: Cli): Command {
  const command = new Command("check-imports")
    .summary("Import flows inside the images that will run them.")
    .description(
      "Import the flows of deployments inside the images that will run them, each in a process of its own, without network and without a server. Ends with 1 where one can't be imported.",
    )
    .addArgument(selectors(checkImportsOptions.deployments));
  addOptions(command, checkImportsOptions).addOption(jsonOption()).addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, named: readonly string[]) => {
    const values = valuesOf(checkImportsOptions, flags);
    const wanting = { ...values, ...(named === ALL ? {} : { deployments: named }) };
    const { deployments } = await wantedDeployments(wanting, (_, path) => cli.read(path));
    const plan = values.planFile === undefined ? undefined : await cli.read(values.planFile);
    const { terminal } = cli;
    const report = await untilCancelled((signal) =>
      checkImports({
        ...{ ...values, ...surroundings(cli), deployments, plan, signal },
        importEnv: values.env,
        remember: () => {},
      }),
    );
    for (const warning of report.warnings) terminal.reporter.warning(warning);
    if (flags.json) terminal.json(importsFile(report));
    else terminal.result(flags.markdown ? renderImportsMarkdown(report) : renderImportsText(report));
    tellFaults(cli, report.faults);
    return report.faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}
