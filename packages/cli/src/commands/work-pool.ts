import { resolve } from "node:path";
import { Command, Option } from "commander";
import { readCiRun } from "#ci-run";
import { guardCommit } from "#deployed-commit";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import { parseDuration } from "#input-values";
import { connect, connectionOptions } from "#operations";
import {
  applyUpdate,
  type HelmRequest,
  planUpdate,
  type UpdatePlan,
  type UpdateRequest,
  type UpdateResult,
} from "#work-pool";
import { type Cli, jsonOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { connectionOf } from "../options/connection.ts";
import { gitToken } from "../options/surroundings.ts";
import { addOptions, checked } from "../options/table.ts";
import { list } from "../options/values.ts";

interface Flags extends OutputFlags, Record<string, unknown> {
  workPool?: string;
  workPoolType?: string;
  createWorkPool?: true;
  image?: string;
  imagePlaceholder: string;
  baseJobTemplate?: string;
  onRejectedJobVariables: UpdateRequest["onRejectedJobVariables"];
  valuesFile: readonly string[];
  namespace: string;
  releaseName: string;
  chart: string;
  chartRepository: string;
  chartVersion?: string;
  kubeconfig?: string;
  waitForWorker?: boolean;
  timeout: number;
  temporaryFor?: string;
  restore?: true;
  commit?: string;
  allowOlder?: true;
  planOnly?: true;
  exitCode?: true;
}

const NONE: readonly string[] = [];

/** `prefect-cicd work-pool` */
export function workPoolCommand(cli: Cli): Command {
  const command = new Command("work-pool")
    .summary("Give a work pool a new flow image or base job template.")
    .description(
      "Give a work pool a new flow image or base job template: through the Prefect API, or with --values-file through Helm.",
    );
  const options = [
    new Option("--work-pool <name>", "Name of the work pool; may be left out where the Helm values name it."),
    new Option("--work-pool-type <type>", "Type that the pool has to have, or gets when it is made."),
    new Option("--create-work-pool", "Make the pool where it is missing."),
    new Option("--image <image>", "Image for the flows."),
    new Option("--image-placeholder <text>", "Text that stands for the image in the template.").default(
      "DEFAULT_FLOW_IMAGE",
    ),
    new Option("--base-job-template <file>", "A file with the new template, as JSON or YAML."),
    new Option(
      "--on-rejected-job-variables <choice>",
      "What happens when live deployments have job variables that the new template doesn't take.",
    )
      .choices(["warn", "error"])
      .default("warn"),
    new Option(
      "-f, --values-file <list>",
      "Values files for the prefect-worker chart, later ones over earlier ones: updates by Helm.",
    )
      .default(NONE, "none")
      .argParser(list(NONE)),
    new Option("--namespace <name>", "Namespace of the release.").default("prefect"),
    new Option("--release-name <name>", "Name of the release.").default("prefect-worker"),
    new Option(
      "--chart <chart>",
      "Name of the chart in --chart-repository, an oci:// address, or a folder.",
    ).default("prefect-worker"),
    new Option("--chart-repository <url>", "Helm repository or OCI registry of the chart.").default(
      "https://prefecthq.github.io/prefect-helm",
    ),
    new Option(
      "--chart-version <version>",
      "Version of the chart. Left out, the newest one is taken, at each run anew.",
    ),
    new Option(
      "--kubeconfig <file>",
      "Path of a kubeconfig. Left out, KUBECONFIG or ~/.kube/config is used.",
    ),
    new Option(
      "--wait-for-worker",
      "Wait for a worker that is online since the update; on by itself with --values-file.",
    ),
    new Option("--no-wait-for-worker", "Don't wait for a worker."),
    new Option(
      "--timeout <duration>",
      "How long the update may take until the worker is online, such as 90s or 5m.",
    )
      .default(300, "5m")
      .argParser((text: string) => checked(() => parseDuration(text, 1, 86_400))),
    new Option(
      "--temporary-for <who>",
      "Who wants the change for a while, such as pr-12; --restore can put back what was there before.",
    ),
    new Option(
      "--restore",
      "Put back the template that was there before --temporary-for changed it, unless somebody else has changed it since.",
    ).conflicts(["image", "baseJobTemplate"]),
    new Option(
      "--commit <commit>",
      "Commit that the update belongs to, such as HEAD. It is recorded on the Prefect server for this work pool, and one older than the recorded one is refused.",
    ).conflicts("temporaryFor"),
    new Option("--allow-older", "Let a commit older than the recorded one pass."),
    new Option("--plan-only", "Show what would change and send nothing."),
    new Option("--exit-code", "With --plan-only: end with 2 where anything would change.").implies({
      planOnly: true,
    }),
  ];
  for (const option of options) command.addOption(option);
  addOptions(command, connectionOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const request = await requestOf(cli, flags);
    const plan = await planUpdate(request);
    for (const line of changesOf(plan)) cli.terminal.progress(line);
    const recordCommit = await guarded(cli, flags, request, plan.workPool);
    const result = flags.planOnly ? undefined : await applyUpdate(request, plan);
    if (!flags.planOnly) await recordCommit?.();
    writeResult(cli, flags, plan, result);
    return flags.exitCode && plan.changed ? EXIT.changes : EXIT.ok;
  });
}

/** Gives what records the commit after the update; where none is given, nothing is compared and nothing recorded. */
async function guarded(
  cli: Cli,
  { commit, allowOlder }: Flags,
  { prefect, reporter }: UpdateRequest,
  workPool: string,
) {
  if (commit === undefined) return undefined;
  const { repository: repositoryUrl, runUrl } = readCiRun(cli.env);
  const update = {
    commit,
    allowOlder: allowOlder ?? false,
    workPool,
    repositoryUrl,
    runUrl,
  };
  const token = gitToken(cli);
  const repository = await openRepository(cli.run, resolve("."), token === undefined ? {} : { token });
  return guardCommit(update, repository, prefect, reporter);
}

async function requestOf(cli: Cli, flags: Flags): Promise<UpdateRequest> {
  const viaHelm = flags.valuesFile.length > 0;
  const { workPool, workPoolType, image, imagePlaceholder, temporaryFor, onRejectedJobVariables } = flags;
  if (!viaHelm && workPool === undefined) {
    throw new FaultError({ message: "No work pool is named.", fix: "Give --work-pool, or --values-file." });
  }
  if (flags.restore && temporaryFor === undefined) {
    throw new FaultError({
      message: "--restore doesn't say whose change is taken back.",
      fix: "Give --temporary-for what the update had there, such as pr-12.",
    });
  }
  const file = flags.baseJobTemplate;
  return {
    prefect: await connect({ ...connectionOf(flags), env: cli.env, reporter: cli.terminal.reporter }),
    reporter: cli.terminal.reporter,
    ...{ workPool, workPoolType, image, imagePlaceholder, temporaryFor, onRejectedJobVariables },
    template: file === undefined ? undefined : { text: await cli.read(file), location: { file } },
    restore: flags.restore ?? false,
    createMissing: flags.createWorkPool ?? false,
    waitForWorker: flags.waitForWorker ?? viaHelm,
    timeoutSeconds: flags.timeout,
    helm: viaHelm ? helmRequest(cli, flags) : undefined,
  };
}

function helmRequest({ run }: Cli, flags: Flags): HelmRequest {
  const { valuesFile, namespace, releaseName, chart, chartRepository, chartVersion, kubeconfig } = flags;
  return {
    run,
    valuesFiles: valuesFile,
    release: releaseName,
    ...{ namespace, chart, chartRepository, chartVersion, kubeconfig },
    // Secrets don't belong among options; the worker's own credentials are made from the connection.
    secrets: {},
  };
}

function changesOf({ changes, nothingToRestore }: UpdatePlan): string[] {
  if (nothingToRestore) return [`Nothing is put back: ${nothingToRestore}`];
  const show = (value: unknown) => (value === undefined ? "(none)" : JSON.stringify(value));
  return changes.map(({ path, before, after }) => `${path}: ${show(before)} -> ${show(after)}`);
}

function writeResult(
  { terminal }: Cli,
  flags: Flags,
  plan: UpdatePlan,
  done: UpdateResult | undefined,
): void {
  const { workPool, changed, changes, image = null, previousImage = null } = plan;
  if (flags.json) {
    const revision = done?.revision ?? plan.helm?.revision ?? null;
    terminal.json({
      ...{ workPool, changed: done?.changed ?? changed, diff: changes, image, previousImage, revision },
      workerOnline: done?.worker?.name ?? null,
    });
  } else if (done === undefined)
    terminal.result(`${workPool} ${changed ? "would change" : "is as it should be"}`);
  else terminal.result(`${workPool} ${done.changed ? "updated" : "unchanged"}`);
}
