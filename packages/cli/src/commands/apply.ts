import { Command, Option } from "commander";
import { changesAnything, renderPlanMarkdown, renderPlanText, type ShownPlan } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { type ApplyResult, applyDeployments } from "#operations";
import { type CiRun, readCiRun } from "../ci-run.ts";
import { type Cli, jsonOption, markdownOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { addConnectionOption } from "../options/connection.ts";
import { addPlanOptions, deploymentsArgument, type PlanFlags, planOptions } from "../options/plan.ts";
import { addFlowReaderOptions, addSourceOptions } from "../options/source.ts";

interface Flags extends OutputFlags, PlanFlags {
  recordCommit: "auto" | "always" | "never";
  allowOlder?: true;
  yes?: true;
}

/** `prefect-cicd apply` */
export function applyCommand(cli: Cli): Command {
  const command = new Command("apply")
    .summary("Bring deployments to what their definitions say.")
    .description(
      "Bring deployments to what their definitions say: shows the plan, then sends only real changes.",
    )
    .addArgument(deploymentsArgument("apply"));
  addSourceOptions(command);
  addPlanOptions(command);
  addFlowReaderOptions(command, "auto");
  addConnectionOption(command)
    .addOption(
      new Option(
        "--record-commit <choice>",
        "Whether the commit is recorded on the server once everything that changed since the last recorded one is applied. auto: in a CI run for anything but a pull or merge request.",
      )
        .choices(["auto", "always", "never"])
        .default("auto"),
    )
    .option("--allow-older", "Let an older commit replace a newer one that was recorded.")
    .option("-y, --yes", "Don't ask at a terminal. Without a terminal nothing is asked.")
    .addOption(jsonOption())
    .addOption(markdownOption());
  return perform(cli, command, async (flags: Flags, deployments: readonly string[]) => {
    const ciRun = readCiRun(cli.env);
    const recordCommit = isRecorded(flags, ciRun);
    const result = await applyDeployments({
      ...(await planOptions(cli, flags, deployments, ciRun)),
      recordCommit,
      allowOlder: flags.allowOlder ?? false,
      before: ciRun.before,
      runUrl: ciRun.runUrl,
      onPlan: (plan) => showAndAsk(cli, plan, flags),
    });
    const { execution, notRecorded, recordFaults } = result;
    if (recordCommit && notRecorded !== null) {
      cli.terminal.progress(`The commit is not recorded as deployed: ${notRecorded}.`);
    }
    const faults = [...execution.failed.map(({ fault }) => fault), ...recordFaults];
    tellFaults(cli, faults);
    writeResult(cli, flags, result);
    return faults.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}

/** The commit of a pull request never is what the server stands at, nor is what a prefix puts beside it. */
function isRecorded({ recordCommit, namePrefix }: Flags, { isCi, targetBranch }: CiRun): boolean {
  if (recordCommit !== "auto") return recordCommit === "always";
  return isCi && targetBranch === undefined && namePrefix === undefined;
}

async function showAndAsk({ terminal, ask }: Cli, plan: ShownPlan, { yes }: Flags): Promise<void> {
  terminal.progress(renderPlanText(plan));
  if (yes || ask === undefined || !changesAnything(plan)) return;
  if (/^y(es)?$/i.test((await ask("Apply this? [y/N] ")).trim())) return;
  throw new FaultError({ message: "Nothing was applied: the answer was not yes." });
}

function writeResult({ terminal }: Cli, flags: Flags, { plan, execution, notRecorded }: ApplyResult): void {
  const keys = (applied: readonly { key: string }[]) => applied.map(({ key }) => key);
  const { created, updated, paused, deleted, unchanged, kept, failed, newSchedules } = execution;
  const result = {
    created: keys(created),
    updated: keys(updated),
    paused: keys(paused),
    deleted: keys(deleted),
    unchanged,
    kept,
    failed,
    newSchedules,
    notRecorded,
    plan,
  };
  if (flags.json) terminal.json(result);
  else if (flags.markdown) terminal.result(renderPlanMarkdown(plan));
  else {
    const { plan: _shown, notRecorded: _told, newSchedules: _listed, ...counted } = result;
    const counts = Object.entries(counted).filter(([, list]) => list.length > 0);
    terminal.result(counts.map(([name, list]) => `${list.length} ${name}`).join(", ") || "nothing to do");
  }
}
