import { resolve } from "node:path";
import { type RunContext, readContext, reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { headline } from "#change-detection";
import { detectDeployments } from "#operations";
import { detectionEvent } from "./event.ts";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs, context: RunContext = readContext()): Promise<void> {
  const detected = await detectDeployments({
    ...inputs,
    run: runCommand,
    folder: resolve(context.workspace, inputs.workingDirectory),
    for: detectionEvent(inputs.base, context),
    head: inputs.head ?? context.pullRequest?.headSha,
    repositoryName: context.repositoryUrl,
    env: process.env,
    reporter,
  });
  const { deployments, base, head } = detected;
  for (const { key, change, reason } of deployments) reporter.info(`${change} ${key}: ${reason}`);
  reporter.info(headline(detected));
  const keys = (...changes: string[]) =>
    deployments.filter(({ change }) => changes.includes(change)).map(({ key }) => key);
  setOutputs({
    deployments: keys("added", "modified", "affected"),
    added: keys("added"),
    modified: keys("modified"),
    affected: keys("affected"),
    removed: keys("removed"),
    "any-changed": deployments.length > 0,
    reasons: Object.fromEntries(deployments.map(({ key, reason }) => [key, reason])),
    base: base ?? "",
    head,
  });
  await writeSummary(summary(detected));
}
