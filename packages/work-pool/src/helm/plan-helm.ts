import { jsonText } from "#json";
import type { HelmRequest, UpdateRequest } from "../request.ts";
import type { Template, TemplateText } from "../template/template.ts";
import { Cluster } from "./cluster.ts";
import { HelmRelease } from "./helm-release.ts";
import { overridingValues, type WorkerValues } from "./helm-values.ts";
import { lastDeployed } from "./release-decisions.ts";
import { type WantedSecret, wantedSecrets } from "./secrets.ts";

/** What the update will do to the cluster. */
export interface HelmPlan {
  release: HelmRelease;
  cluster: Cluster;
  hasNamespace: boolean;
  /** Secrets that aren't there as they should be. */
  secrets: WantedSecret[];
  /** Values, in JSON, that come after the user's files. */
  overrides: string;
  /** Name and version. */
  chart: string;
  /** The present good revision; undefined when the release has to be installed. */
  revision: number | undefined;
  releaseChanges: boolean;
  /** Fixed name of the worker, where it has one. */
  workerName: string | undefined;
  changed: boolean;
}

/** Looks into the cluster and renders the chart, to say whether the release and its secrets change. */
export async function planHelm(
  request: UpdateRequest,
  helm: HelmRequest,
  values: WorkerValues,
  target: PlannedTemplate & { workPool: string },
): Promise<HelmPlan> {
  const cluster = new Cluster(helm, request.reporter);
  const release = new HelmRelease(helm, request.reporter);
  const wanted = wantedSecrets(helm, values, request.prefect.connection);
  const { hasNamespace } = await cluster.check();
  await release.settle(request.timeoutSeconds);
  const overrides = overridingValues(target.workPool, configurationOf(request, target));
  const history = await release.history();
  const rendered = await release.render(overrides);
  const isDeployed = history.at(-1)?.status === "deployed";
  const releaseChanges = !isDeployed || (await release.manifest()).trim() !== rendered.manifest.trim();
  const secrets = hasNamespace ? await cluster.outdatedSecrets(wanted) : wanted;
  return {
    release,
    cluster,
    hasNamespace,
    secrets,
    overrides,
    chart: rendered.chart,
    revision: lastDeployed(history),
    releaseChanges,
    workerName: values.workerName,
    changed: releaseChanges || secrets.length > 0 || !hasNamespace,
  };
}

interface PlannedTemplate {
  desired: Template | undefined;
  /** What it was read from; undefined where it is the one from before. */
  source: TemplateText | undefined;
}

/** The template's text for the values: as the user wrote it wherever nothing is put into it. */
function configurationOf(request: UpdateRequest, { desired, source }: PlannedTemplate): string | undefined {
  if (!desired) return undefined;
  const isAsWritten = source && request.image === undefined;
  return isAsWritten ? source.text : jsonText(desired, { indent: 2 });
}
