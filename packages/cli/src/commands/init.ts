import { Command } from "commander";
import { FaultError } from "#diagnostics";
import { type InitPlan, initOptions, planInit, writeInit } from "#operations";
import { shownStep } from "#repository-setup";
import { type Cli, jsonOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { surroundings } from "../options/surroundings.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  yes?: true;
  gh?: true;
  planOnly?: true;
}

/** `prefect-cicd init` */
export function initCommand(cli: Cli): Command {
  const command = new Command("init")
    .summary("Write the workflows that fit this repository.")
    .description(
      "Look at the repository, show which workflows fit it and what they replace, and write them after a yes. No file is written over; --update brings those that were copied before to this release. What has to be set on GitHub is shown as commands of gh.",
    );
  addOptions(command, initOptions)
    .option("-y, --yes", "Write without a question.")
    .option("--gh", "Run the commands of gh as well, but for those that ask for a value.")
    .option("--plan-only", "Show what would be written, and write nothing.")
    .addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const plan = await planInit({ ...valuesOf(initOptions, flags), ...surroundings(cli), suite: cli.suite });
    const shown = describe(plan);
    if (flags.json) cli.terminal.progress(shown);
    else cli.terminal.result(shown);
    const isWriting = !flags.planOnly && plan.files.some(({ kind }) => kind === "new" || kind === "updated");
    const written = isWriting ? await confirmed(cli, flags, plan) : [];
    if (written.length > 0 && !flags.json)
      cli.terminal.result(`\n${written.length} written: ${written.join(", ")}`);
    if (flags.gh && !flags.planOnly) await runGh(cli, plan);
    if (flags.json) cli.terminal.json(asJson(plan, written));
    return EXIT.ok;
  });
}

async function confirmed({ ask }: Cli, { yes }: Flags, plan: InitPlan): Promise<string[]> {
  if (yes || /^y(es)?$/i.test((await ask?.("Write these files? [y/N] "))?.trim() ?? ""))
    return writeInit(plan);
  throw new FaultError({
    code: "not-confirmed",
    message: ask
      ? "Nothing was written: the answer was not yes."
      : "Nothing was written: nobody is there to be asked.",
    fix: "Give --yes, or --plan-only to look only.",
  });
}

/** One after another: a branch policy needs its environment. */
async function runGh({ run, terminal }: Cli, { root, steps }: InitPlan): Promise<void> {
  for (const step of steps.filter(({ kind }) => kind === "run")) {
    terminal.progress(shownStep(step));
    const { exitCode, stderr } = await run("gh", step.args, { cwd: root });
    if (exitCode === 0) continue;
    throw new FaultError({
      code: "command-failed",
      message: `gh ${step.args[0]} failed (exit code ${exitCode}): ${stderr.trim()}`,
      fix: "Log in by `gh auth login`; what is done already may be done again.",
    });
  }
}

const WHAT = { new: "write ", kept: "keep  ", updated: "update", unchanged: "as is " };

function describe({ reasons, files, replaced, steps, stamp }: InitPlan): string {
  return [
    ...reasons,
    ...(files.length > 0 ? ["", ...files.flatMap(describeFile)] : []),
    ...(stamp === null
      ? []
      : [
          "",
          `They name ${stamp.repository} by ${stamp.release ?? "the commit"} ${stamp.release ? `(${stamp.commit})` : stamp.commit}.`,
        ]),
    ...(replaced.length === 0
      ? []
      : [
          "",
          "What takes the place of lines written by hand; delete them once the first deployment has gone well:",
          ...replaced.flatMap(({ path, line, text, by }, index) => [
            `  ${path}:${line}: ${text}`,
            ...(replaced[index + 1]?.by === by ? [] : [`    → ${by}`]),
          ]),
        ]),
    ...(steps.length === 0
      ? []
      : [
          "",
          "On GitHub (gh asks for the value of a secret; a self-hosted server with a password wants PREFECT_API_AUTH_STRING in place of the key, one without neither):",
          ...steps.map((step) => `  ${shownStep(step)}`),
        ]),
  ].join("\n");
}

function describeFile({ path, kind, text, lost }: InitPlan["files"][number]): string[] {
  const size = kind === "new" || kind === "updated" ? `, ${text.trimEnd().split("\n").length} lines` : "";
  const there = kind === "kept" ? " is there already" : "";
  return [
    `  ${WHAT[kind]} ${path}${size}${there}`,
    ...lost.map((what) => `         not in it any more: ${what}`),
  ];
}

function asJson({ reasons, files, replaced, steps, stamp }: InitPlan, written: readonly string[]) {
  return { version: 1, reasons, files, replaced, steps: steps.map(shownStep), stamp, written };
}
