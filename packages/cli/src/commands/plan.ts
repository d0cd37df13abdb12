import { Command } from "commander";
import { changesAnything, renderPlanText } from "#deployment-plan";
import {
  connectionOptions,
  importedFlows,
  type PlanOptions,
  planDeployments,
  planOnlyOptions,
  planOptions,
  wantedDeployments,
} from "#operations";
import { planPage } from "#plan-comment";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { ALL, selectors } from "../options/selectors.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  exitCode?: true;
}

/** `prefect-cicd plan` */
export function planCommand(cli: Cli): Command {
  const command = new Command("plan")
    .summary("Show what apply would do. Changes nothing.")
    .description("Show what apply would do, field by field. Changes nothing.")
    .addArgument(selectors(planOptions.deployments));
  addOptions(addOptions(command, planOnlyOptions), connectionOptions)
    .option("--exit-code", "End with 2 where apply would change anything.")
    .addOption(jsonOption())
    .addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const { plan, broken } = await planDeployments({
      ...valuesOf(planOnlyOptions, flags),
      ...(await planOptionsOf(cli, flags, deployments)),
    });
    for (const warning of plan.warnings) cli.terminal.reporter.warning(warning);
    if (flags.json) cli.terminal.json(plan);
    else cli.terminal.result(flags.markdown ? planPage(plan) : renderPlanText(plan));
    tellFaults(cli, broken);
    if (broken.length > 0) return EXIT.wrong;
    return flags.exitCode && changesAnything(plan) ? EXIT.changes : EXIT.ok;
  });
}

/** A secret, so that it comes by a variable: every process of the machine can read a command's options. */
function planKeyOf({ env, terminal }: Cli): string | undefined {
  const key = env.PREFECT_CICD_PLAN_KEY || undefined;
  if (key !== undefined) terminal.reporter.secret(key);
  return key;
}

/** @throws FaultError where both names and `--changes-file` say what is meant, and where that file can't be used */
export async function planOptionsOf(
  cli: Cli,
  flags: Flags,
  deployments: readonly string[],
): Promise<PlanOptions> {
  const values = valuesOf(planOptions, flags);
  const wanting = { ...values, ...(deployments === ALL ? {} : { deployments }) };
  return {
    ...values,
    ...(await wantedDeployments(wanting, (_, path) => cli.read(path))),
    ...(await importedFlows(values, (_, path) => cli.read(path))),
    ...surroundings(cli),
    ...connectionOf(flags),
    planKey: planKeyOf(cli),
  };
}
