import { readFile } from "node:fs/promises";
import { reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { FaultError } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  applyUpdate,
  planUpdate,
  type TemplateSource,
  type UpdatePlan,
  type UpdateRequest,
} from "#work-pool";
import type { Inputs } from "./inputs.ts";
import { withKubeconfig } from "./kubeconfig.ts";
import { summary, whatChanges } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const template = inputs.template === undefined ? undefined : await readTemplate(inputs.template);
  const prefect = await connect(inputs);
  await withKubeconfig(inputs.kubeconfig, async (kubeconfig) => {
    const helm = inputs.helm && { ...inputs.helm, run: runCommand, kubeconfig };
    await update({ ...inputs.request, prefect, reporter, template, helm }, inputs.planOnly);
  });
}

async function update(request: UpdateRequest, planOnly: boolean): Promise<void> {
  const plan = await planUpdate(request);
  for (const line of whatChanges(plan)) reporter.info(line);
  if (planOnly) {
    setOutputs({ ...outputsOf(plan), revision: plan.helm?.revision ?? "", "worker-online": "" });
    await writeSummary(summary(plan, "planned"));
    return;
  }
  try {
    const { changed, revision, worker } = await applyUpdate(request, plan);
    if (worker) reporter.info(`The worker ${worker.name} is online`);
    setOutputs({
      ...outputsOf(plan),
      changed,
      revision: revision ?? "",
      "worker-online": worker?.name ?? "",
    });
    await writeSummary(summary(plan, "done", worker?.name));
  } catch (error) {
    await writeSummary(summary(plan, "failed"));
    throw error;
  }
}

function outputsOf(plan: UpdatePlan): Record<string, unknown> {
  return {
    changed: plan.changed,
    diff: plan.changes,
    image: plan.image ?? "",
    "previous-image": plan.previousImage ?? "",
    "work-pool": plan.workPool,
  };
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
