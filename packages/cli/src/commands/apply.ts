import { Command } from "commander";
import { changesAnything, renderPlanText, type ShownPlan } from "#deployment-plan";
import { FaultError, toldOnce } from "#diagnostics";
import {
  type ApplyResult,
  appliedFile,
  applyDeployments,
  applyOptions,
  connectionOptions,
  inventoryLine,
  isRecorded,
  readApprovedPlan,
  recordNotice,
} from "#operations";
import { planPage } from "#plan-comment";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { selectors } from "../options/selectors.ts";
import { addOptions, valuesOf } from "../options/table.ts";
import { planOptionsOf } from "./plan.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  yes?: true;
}

/** `prefect-cicd apply` */
export function applyCommand(cli: Cli): Command {
  const command = new Command("apply")
    .summary("Bring deployments to what their definitions say.")
    .description(
      "Bring deployments to what their definitions say: shows the plan, then sends only real changes.",
    )
    .addArgument(selectors(applyOptions.deployments));
  addOptions(addOptions(command, applyOptions), connectionOptions)
    .option("-y, --yes", "Don't ask at a terminal. Without a terminal nothing is asked.")
    .addOption(jsonOption())
    .addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const values = valuesOf(applyOptions, flags);
    const { approvedPlan, approvedDigest } = values;
    const options = {
      ...values,
      ...(approvedPlan === undefined
        ? {}
        : { approved: readApprovedPlan(await cli.read(approvedPlan), approvedPlan, approvedDigest) }),
      ...(await planOptionsOf(cli, flags, deployments)),
      onPlan: (plan: ShownPlan) => showAndAsk(cli, plan, flags),
    };
    const result = await applyDeployments(options);
    const { execution, inventory, recordFaults, broken } = result;
    const notice = isRecorded(options, options.ci) ? recordNotice(result) : null;
    if (notice !== null) cli.terminal.progress(notice);
    if (inventory !== null) cli.terminal.progress(inventoryLine(inventory));
    const faults = toldOnce([...broken, ...execution.failed.map(({ fault }) => fault), ...recordFaults]);
    tellFaults(cli, faults);
    writeResult(cli, flags, result);
    return faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}

async function showAndAsk({ terminal, ask }: Cli, plan: ShownPlan, { yes }: Flags): Promise<void> {
  terminal.progress(renderPlanText(plan));
  if (yes || ask === undefined || !changesAnything(plan)) return;
  if (/^y(es)?$/i.test((await ask("Apply this? [y/N] ")).trim())) return;
  throw new FaultError({ code: "not-confirmed", message: "Nothing was applied: the answer was not yes." });
}

function writeResult({ terminal }: Cli, flags: Flags, result: ApplyResult): void {
  const { plan } = result;
  const applied = appliedFile(result);
  if (flags.json) terminal.json({ ...applied, plan });
  else if (flags.markdown) terminal.result(planPage(plan));
  else {
    const { created, updated, archived, paused, deleted, unchanged, kept, failed } = applied;
    const counts = Object.entries({ created, updated, archived, paused, deleted, unchanged, kept, failed });
    const told = counts.filter(([, list]) => list.length > 0);
    terminal.result(told.map(([name, list]) => `${list.length} ${name}`).join(", ") || "nothing to do");
  }
}
