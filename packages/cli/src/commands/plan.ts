import { Command } from "commander";
import { changesAnything, renderPlanMarkdown, renderPlanText } from "#deployment-plan";
import { planDeployments } from "#operations";
import { readCiRun } from "../ci-run.ts";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { addConnectionOption } from "../options/connection.ts";
import { addPlanOptions, deploymentsArgument, type PlanFlags, planOptions } from "../options/plan.ts";
import { addFlowReaderOptions, addSourceOptions } from "../options/source.ts";

interface Flags extends OutputFlags, PlanFlags {
  exitCode?: true;
}

/** `prefect-cicd plan` */
export function planCommand(cli: Cli): Command {
  const command = new Command("plan")
    .summary("Show what apply would do. Changes nothing.")
    .description("Show what apply would do, field by field. Changes nothing.")
    .addArgument(deploymentsArgument("plan"));
  addSourceOptions(command);
  addPlanOptions(command);
  addFlowReaderOptions(command, "auto");
  addConnectionOption(command)
    .option("--exit-code", "End with 2 where apply would change anything.")
    .addOption(jsonOption())
    .addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const plan = await planDeployments(await planOptions(cli, flags, deployments, readCiRun(cli.env)));
    if (flags.json) cli.terminal.json(plan);
    else cli.terminal.result(flags.markdown ? renderPlanMarkdown(plan) : renderPlanText(plan));
    return flags.exitCode && changesAnything(plan) ? EXIT.changes : EXIT.ok;
  });
}
