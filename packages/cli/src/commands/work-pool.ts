import { resolve } from "node:path";
import { Command, Option } from "commander";
import { readCiRun } from "#ci-run";
import { FaultError, throwIfAny } from "#diagnostics";
import { parseDuration } from "#input-values";
import {
  connectionOptions,
  type UpdateWorkPoolOptions,
  updateWorkPool,
  type WorkPoolUpdate,
} from "#operations";
import { describeUpdate, type HelmRequest, type WorkPoolChange } from "#work-pool";
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
  keepImage?: true;
  imagePlaceholder: string;
  baseJobTemplate?: string;
  onRejectedJobVariables: WorkPoolChange["onRejectedJobVariables"];
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
    new Option(
      "--create-work-pool",
      "Make the pool where it is missing, of --base-job-template or of the template of its --work-pool-type.",
    ),
    new Option("--image <image>", "Image for the flows."),
    new Option(
      "--keep-image",
      "Keep the image that the pool's live template names; --image then is for a pool that names none. Needs --work-pool.",
    ),
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
    const updated = await updateWorkPool({
      ...connectionOf(flags),
      ...{ env: cli.env, reporter: cli.terminal.reporter },
      change: await changeOf(cli, flags),
      commit: commitOf(cli, flags),
      keepImage: flags.keepImage ?? false,
      planOnly: flags.planOnly ?? false,
      onPlan(plan) {
        for (const line of describeUpdate(plan)) cli.terminal.progress(line);
      },
    });
    writeResult(cli, flags, updated);
    throwIfAny(updated.recordFaults);
    return flags.exitCode && updated.changed ? EXIT.changes : EXIT.ok;
  });
}

function commitOf(cli: Cli, { commit, allowOlder }: Flags): UpdateWorkPoolOptions["commit"] {
  if (commit === undefined) return undefined;
  const { repository: repositoryName, runUrl } = readCiRun(cli.env);
  return {
    ...{ commit, repositoryName, runUrl },
    allowOlder: allowOlder ?? false,
    run: cli.run,
    folder: resolve("."),
    githubToken: gitToken(cli),
  };
}

async function changeOf(cli: Cli, flags: Flags): Promise<WorkPoolChange> {
  const viaHelm = flags.valuesFile.length > 0;
  const { workPool, workPoolType, image, imagePlaceholder, temporaryFor, onRejectedJobVariables } = flags;
  if (!viaHelm && workPool === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: "No work pool is named.",
      fix: "Give --work-pool, or --values-file.",
    });
  }
  if (flags.restore && temporaryFor === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: "--restore doesn't say whose change is taken back.",
      fix: "Give --temporary-for what the update had there, such as pr-12.",
    });
  }
  if (flags.keepImage && workPool === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: "--keep-image doesn't say whose image.",
      fix: "Give --work-pool.",
    });
  }
  const file = flags.baseJobTemplate;
  return {
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

function writeResult(
  { terminal }: Cli,
  { json, planOnly }: Flags,
  { plan, changed, revision: now, worker }: WorkPoolUpdate,
): void {
  const { workPool, changes, image = null, previousImage = null } = plan;
  if (json) {
    const [revision, workerOnline] = [now ?? null, worker?.name ?? null];
    terminal.json({ workPool, changed, diff: changes, image, previousImage, revision, workerOnline });
  } else if (planOnly) terminal.result(`${workPool} ${changed ? "would change" : "is as it should be"}`);
  else terminal.result(`${workPool} ${changed ? "updated" : "unchanged"}`);
}
