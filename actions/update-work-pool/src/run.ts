import { readFile } from "node:fs/promises";
import { reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { guardCommit } from "#deployed-commit";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  applyUpdate,
  planUpdate,
  type TemplateSource,
  type UpdatePlan,
  type UpdateRequest,
  type UpdateResult,
} from "#work-pool";
import type { Inputs } from "./inputs.ts";
import { withKubeconfig } from "./kubeconfig.ts";
import { imageFor } from "./live-image.ts";
import { summary, whatChanges } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const template = inputs.template === undefined ? undefined : await readTemplate(inputs.template);
  const prefect = await connect(inputs);
  await withKubeconfig(inputs.kubeconfig, async (kubeconfig) => {
    const helm = inputs.helm && { ...inputs.helm, run: runCommand, kubeconfig };
    const image = await imageFor(inputs, prefect);
    await update({ ...inputs.request, image, prefect, reporter, template, helm }, inputs);
  });
}

async function update(request: UpdateRequest, inputs: Inputs): Promise<void> {
  const { planOnly } = inputs;
  const plan = await planUpdate(request);
  for (const line of whatChanges(plan)) reporter.info(line);
  const recordCommit = await guarded(inputs, request.prefect, plan.workPool);
  const result = planOnly ? notCarriedOut(plan) : await carryOut(request, plan);
  if (!planOnly) await recordCommit?.();
  if (result.worker) reporter.info(`The worker ${result.worker.name} is online`);
  setOutputs({
    changed: result.changed,
    diff: plan.changes,
    image: plan.image,
    "previous-image": plan.previousImage,
    "work-pool": plan.workPool,
    revision: result.revision,
    "worker-online": result.worker?.name,
  });
  await writeSummary(summary(plan, planOnly ? "planned" : "done", result.worker?.name));
}

/** Gives what records the commit after the update; where none is given, nothing is compared and nothing recorded. */
async function guarded({ commit, allowOlder }: Inputs, prefect: PrefectClient, workPool: string) {
  if (commit === undefined) return undefined;
  const { workspace, repositoryUrl, runUrl } = readContext();
  const update = { commit, allowOlder, workPool, repositoryUrl, runUrl };
  return guardCommit(update, await openRepository(runCommand, workspace), prefect, reporter);
}

async function carryOut(request: UpdateRequest, plan: UpdatePlan): Promise<UpdateResult> {
  try {
    return await applyUpdate(request, plan);
  } catch (error) {
    await writeSummary(summary(plan, "failed"));
    throw error;
  }
}

function notCarriedOut({ changed, helm }: UpdatePlan): UpdateResult {
  return { changed, revision: helm?.revision, worker: undefined };
}

async function connect({ connection }: Inputs): Promise<PrefectClient> {
  const resolved = connectionFromInputs(connection, process.env);
  for (const secret of resolved.secrets) reporter.secret(secret);
  const client = new PrefectClient(resolved, { reporter });
  await client.server.check();
  return client;
}

async function readTemplate(file: string): Promise<TemplateSource> {
  try {
    return { text: await readFile(file, "utf8"), location: { file } };
  } catch (error) {
    throw new FaultError({
      message: `The base job template ${file} can't be read (${(error as NodeJS.ErrnoException).code}).`,
      fix: "Check `base-job-template`, and that the repository is checked out.",
    });
  }
}
