import {
  annotateNotice,
  reporter,
  setOutputs,
  shortOutput,
  surroundings,
  writeResultFile,
  writeSummary,
} from "#action-kit";
import { headline } from "#change-detection";
import { selectorOf } from "#deployment-plan";
import { throwIfAny } from "#diagnostics";
import { changedBefore, changesFile, detectDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const options = { ...inputs, ...surroundings() };
  const detected = await detectDeployments(options);
  for (const { key, change, reason } of detected.deployments) reporter.info(`${change} ${key}: ${reason}`);
  reporter.info(headline(detected));
  const changes = changesFile(detected);
  let isTooLong = false;
  const short = (value: unknown) => shortOutput(value, () => (isTooLong = true));
  const list = (keys: readonly string[]) => short(keys.map(selectorOf));
  setOutputs({
    // One word says it, however many there are.
    deployments: changes.everything === null ? list(changes.deployments) : "all",
    added: list(changes.added),
    modified: list(changes.modified),
    affected: list(changes.affected),
    removed: list(changes.removed),
    "any-changed": detected.deployments.length > 0,
    "changed-before":
      detected.deployments.length === 0 && inputs.previousHead !== undefined
        ? ((await changedBefore(options, inputs.previousHead)) ?? "")
        : "",
    "declared-runs": list(detected.declaringRuns),
    reasons:
      changes.everything === null ? short(changes.reasons) : JSON.stringify({ all: changes.everything }),
    base: changes.base ?? "",
    head: changes.head,
    "changes-file": await writeResultFile("changes.json", changes),
  });
  if (isTooLong) {
    annotateNotice({
      message: "So many deployments have changed that some of the outputs are left empty.",
      fix: "Give following steps the output `changes-file` as their input `changes-file`.",
    });
  }
  await writeSummary(summary(detected));
  throwIfAny(detected.broken);
}
