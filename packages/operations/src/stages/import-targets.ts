import { createHash } from "node:crypto";
import type { ShownPlan } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import { isImageReference } from "#flow-image";
import type { FlowReading, SourceTree } from "#flow-source";
import type { ImageSource } from "#import-check";
import { isObject } from "#json";
import type { DesiredDeployment } from "#prefect-project";
import type { CheckImportsValues } from "../options/index.ts";
import { buildSelected, type Workshop } from "./build.ts";
import type { FlowCatalog } from "./flow-catalog.ts";
import type { NamedDefinition } from "./named-definition.ts";

/** A deployment whose flow is to be imported. */
export interface ImportTarget {
  desired: DesiredDeployment;
  /** The flow as its source tells it; undefined where that doesn't tell even its name. */
  source: FlowReading | undefined;
  /** The entry point from the repository's root. */
  fromRoot: string;
  /** Null where it is imported on this machine. */
  image: { name: string; from: ImageSource } | null;
}

/** What was selected, as far as it can be imported. */
export interface ImportTargets {
  targets: ImportTarget[];
  /** What is wrong with the others. */
  faults: Fault[];
}

/** Finds out where the flow of each deployment that was selected is to be imported. */
export async function importTargets(
  workshop: Workshop,
  selected: readonly NamedDefinition[],
  values: Pick<CheckImportsValues, "image" | "python">,
  plan: ShownPlan | undefined,
): Promise<ImportTargets> {
  const planned = new Map(plan?.deployments.map(({ key, image }) => [key, image]));
  const targets: ImportTarget[] = [];
  const faults: Fault[] = [];
  const without: string[] = [];
  for (const one of selected) {
    const read = noting(workshop.flows);
    const built = await buildSelected({ ...workshop, flows: read.flows, built: new Map() }, [one]);
    const [desired] = built.desired;
    faults.push(...built.faults);
    if (desired === undefined) continue;
    const image = imageOfTarget(desired, values.image, planned.get(one.key) ?? null);
    const told = { desired, source: read.source(), fromRoot: read.entrypoint() };
    if (image !== undefined) targets.push({ ...told, image });
    else if (values.python !== undefined) targets.push({ ...told, image: null });
    else without.push(one.key);
  }
  return { targets, faults: [...faults, ...withoutImage(without)] };
}

/**
 * The deployment's own image, else the input's, else its work pool's. One in which a placeholder is left open, or that is
 * masked, is not known.
 */
export function imageOfTarget(
  { fields }: Pick<DesiredDeployment, "fields">,
  input: string | undefined,
  planned: ShownPlan["deployments"][number]["image"],
): ImportTarget["image"] | undefined {
  const candidates: readonly [string | undefined, ImageSource][] = [
    [planned?.from === "job-variables" ? planned.name : undefined, "job-variables"],
    [asText(fields.job_variables.image), "job-variables"],
    [input, "input"],
    [planned?.from === "work-pool" ? planned.name : undefined, "work-pool"],
  ];
  const found = candidates.find(([name]) => name !== undefined && isImageReference(name));
  return found && { name: found[0] as string, from: found[1] };
}

const asText = (value: unknown) => (typeof value === "string" ? value : undefined);

function withoutImage(keys: readonly string[]): Fault[] {
  if (keys.length === 0) return [];
  return [
    {
      code: "image-unknown",
      message: "Nothing says in which image flows run.",
      deployments: keys,
      fix: "Give `image`, a `plan-file` that tells the work pools' images, or a `python` for pools without images.",
    },
  ];
}

/** What a source that doesn't tell a flow's name leaves open: importing it will tell. */
const LEFT_OPEN = new Set(["flow-undecided", "source-unreadable"]);

/** A catalog that notes what was read, and lets a flow pass whose source is not enough. */
function noting(flows: FlowCatalog) {
  let source: FlowReading | undefined;
  let asked = "";
  const catalog: FlowCatalog = {
    name: flows.name,
    async read(entrypoint, location) {
      asked = entrypoint;
      try {
        source = await flows.read(entrypoint, location);
        return source;
      } catch (error) {
        if (!(error instanceof FaultError) || !error.faults.every(({ code }) => LEFT_OPEN.has(code))) {
          throw error;
        }
        return openReading(entrypoint);
      }
    },
  };
  return { flows: catalog, source: () => source, entrypoint: () => asked };
}

const openReading = (entrypoint: string): FlowReading => ({
  name: "?",
  description: null,
  version: null,
  parameterSchema: { title: "Parameters", type: "object", properties: {} },
  approximate: [],
  unknownOptions: [],
  readBy: "static",
  location: { file: entrypoint.slice(0, Math.max(0, entrypoint.lastIndexOf(":"))) },
  files: [],
});

/** Names of the variables that runs of a deployment have by its job variables. */
export function ownVariables({ fields }: DesiredDeployment): ReadonlySet<string> {
  const { env } = fields.job_variables;
  return new Set(isObject(env) ? Object.keys(env) : []);
}

/** SHA-256 of a file of the repository; undefined where there is none. */
export async function hashOf(tree: SourceTree, file: string): Promise<string | undefined> {
  const content = await tree.read(file);
  return content === undefined ? undefined : createHash("sha256").update(content).digest("hex");
}
