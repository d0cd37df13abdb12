import { resolve } from "node:path";
import { annotateNotice, annotateWarning, info, runCommand, setOutputs, writeSummary } from "#action-kit";
import { type RunContext, readCiRun, readContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import { type BumpCheck, baseOf, checkVersionBump, takesOneStep } from "#release-version";
import { authorOf } from "./author.ts";
import type { Inputs, OnMissingBump } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const context = readContext();
  const ci = readCiRun(process.env);
  const folder = resolve(context.workspace, inputs.workingDirectory);
  const check = await checkVersionBump({
    repository: await openRepository(runCommand, folder, { token: inputs.token }),
    file: inputs.versionFile,
    base: inputs.baseRef ?? baseOf(ci),
    tagPrefix: inputs.tagPrefix,
    allowPreReleases: inputs.preReleases,
    oneStep: takesOneStep(ci),
    whenChanged: inputs.whenChanged,
  });
  setOutputs({
    version: check.version,
    "previous-version": check.previousVersion,
    bump: check.bump,
    "next-patch": check.next?.patch,
    "next-minor": check.next?.minor,
    "next-major": check.next?.major,
    tag: check.tag,
    "tag-exists": check.tagExists,
    patch: check.missingBump?.patch,
  });
  await writeSummary(summary(check));
  report(check, await policyOf(check, inputs, context));
}

/** A dependency update passes, whoever asks for a version otherwise: the summary has the patch for whoever wants it. */
async function policyOf(
  { missingBump }: BumpCheck,
  { onMissingBump, dependencyBots, token }: Inputs,
  context: RunContext,
): Promise<OnMissingBump> {
  if (!missingBump || onMissingBump !== "fail") return onMissingBump;
  const author = await authorOf(context, token);
  return author !== undefined && dependencyBots.includes(author) ? "propose" : "fail";
}

function report(check: BumpCheck, onMissingBump: OnMissingBump): void {
  for (const message of check.notes) annotateNotice({ message });
  if (check.refusal) throw new FaultError(check.refusal);
  const fault = check.missingBump?.fault;
  if (!fault) info(`Version ${check.version}: ${check.bump}.`);
  else if (onMissingBump === "fail") throw new FaultError(fault);
  else if (onMissingBump === "warn") annotateWarning(fault);
  else annotateNotice({ ...fault, fix: `${fault.fix} The patch for it is in the job summary.` });
}
