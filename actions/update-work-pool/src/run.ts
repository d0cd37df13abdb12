import { readFile } from "node:fs/promises";
import { reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { FaultError, throwIfAny } from "#diagnostics";
import { type UpdateWorkPoolOptions, updateWorkPool, type WorkPoolUpdate } from "#operations";
import { describeUpdate, type ShownUpdate, type TemplateText } from "#work-pool";
import type { Inputs } from "./inputs.ts";
import { withKubeconfig } from "./kubeconfig.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const template = inputs.template === undefined ? undefined : await readTemplate(inputs.template);
  await withKubeconfig(inputs.kubeconfig, async (kubeconfig) => {
    const helm = inputs.helm && { ...inputs.helm, run: runCommand, kubeconfig };
    const { connection, planOnly, keepImage } = inputs;
    const updated = await update({
      ...{ connection, env: process.env, reporter, planOnly, keepImage },
      change: { ...inputs.change, template, helm },
      commit: commitOf(inputs),
    });
    if (updated.worker) reporter.info(`The worker ${updated.worker.name} is online`);
    setAllOutputs(updated);
    await writeSummary(summary(updated.plan, planOnly ? "planned" : "done", updated.worker?.name));
    throwIfAny(updated.recordFaults);
  });
}

/** The update; where it fails once it has begun, the summary says so too. */
async function update(options: UpdateWorkPoolOptions): Promise<WorkPoolUpdate> {
  let begun: ShownUpdate | undefined;
  try {
    return await updateWorkPool({
      ...options,
      onPlan(plan) {
        for (const line of describeUpdate(plan)) reporter.info(line);
        begun = plan;
      },
    });
  } catch (error) {
    if (begun) await writeSummary(summary(begun, "failed"));
    throw error;
  }
}

function setAllOutputs({ plan, changed, revision, worker }: WorkPoolUpdate): void {
  setOutputs({
    changed,
    diff: plan.changes,
    image: plan.image,
    "previous-image": plan.previousImage,
    "work-pool": plan.workPool,
    revision,
    "worker-online": worker?.name,
  });
}

function commitOf({ commit, allowOlder }: Inputs): UpdateWorkPoolOptions["commit"] {
  if (commit === undefined) return undefined;
  const { workspace, repositoryUrl, runUrl } = readContext();
  return { commit, allowOlder, run: runCommand, folder: workspace, repositoryName: repositoryUrl, runUrl };
}

async function readTemplate(file: string): Promise<TemplateText> {
  try {
    return { text: await readFile(file, "utf8"), location: { file } };
  } catch (error) {
    throw new FaultError({
      code: "file-unreadable",
      message: `The base job template ${file} can't be read (${(error as NodeJS.ErrnoException).code}).`,
      fix: "Check `base-job-template`, and that the repository is checked out.",
    });
  }
}
