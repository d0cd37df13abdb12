import type { Applied } from "./apply-ours.ts";
import { applyOurs } from "./apply-ours.ts";
import { compareStored } from "./compare-stored.ts";
import { type CorpusEntry, checkOut } from "./corpus.ts";
import type { DeploymentFinding, Finding } from "./finding.ts";
import type { Lane } from "./lane.ts";
import type { NoAnswer, OpenedFile, ReferenceDeploy } from "./reference/reference.ts";
import { removeDeployments, removeNamedParts } from "./server-state.ts";
import { readStored, type StoredDeployment } from "./stored-state.ts";

/** Deploys one prefect file with `prefect deploy` and with ours to an empty server, and compares what is stored. */
export async function compareEntry(
  entry: CorpusEntry,
  repositories: string,
  lane: Lane,
): Promise<Pick<Finding, "missing" | "deployments">> {
  const folder = await lane.newFolder();
  const missing = await checkOut(entry, repositories, folder);
  if (missing !== null) return { missing, deployments: [] };
  const { apiUrl, reference } = lane;
  const file = { folder, file: entry.path };
  const opened = await reference.open(file);
  if ("failed" in opened) return { missing: opened.failed, deployments: [] };
  const environment = opened.environment;
  try {
    const prepared = await reference.prepare(file, environment);
    if ("failed" in prepared) return { missing: String(prepared.failed), deployments: [] };
    // Ours comes first: it runs no code of the repository, which may change files.
    const env = { ...lane.environment, ...environment };
    const applied = await applyOurs({ ...file, apiUrl, env });
    const ours = await readStored(apiUrl);
    await removeDeployments(apiUrl);
    const deployed: (ReferenceDeploy | NoAnswer)[] = [];
    for (const index of opened.deployments.keys()) {
      deployed.push(await reference.deploy(file, environment, index));
    }
    const theirs = await readStored(apiUrl);
    if (opened.dropped !== null)
      return { missing: null, deployments: [droppedFile(opened.dropped, applied.faults)] };
    const sides = { theirs, ours, folder };
    return { missing: null, deployments: findingsOf(opened, deployed, applied, sides) };
  } finally {
    await removeDeployments(apiUrl);
    await removeNamedParts(apiUrl);
  }
}

interface Sides {
  theirs: ReadonlyMap<string, StoredDeployment>;
  ours: ReadonlyMap<string, StoredDeployment>;
}

const NOTHING = { named: [], fields: [], reasons: [], theirReason: null, how: null, fallbackReason: null };

/** A file that Prefect drops is one finding: it has no deployments. */
function droppedFile(dropped: string, faults: string[]): DeploymentFinding {
  const outcome = faults.length > 0 ? "both refuse" : "accepted";
  return { ...NOTHING, deployment: "(the whole file)", outcome, reasons: faults, theirReason: dropped };
}

function findingsOf(
  opened: OpenedFile,
  deployed: readonly (ReferenceDeploy | NoAnswer)[],
  applied: { faults: string[]; deployments: Applied[] },
  sides: Sides,
): DeploymentFinding[] {
  // Ours knows no deployment without a name.
  const ours = [...applied.deployments];
  return opened.deployments.map(({ name, steps }, index) => {
    const own = name === null || applied.faults.length > 0 ? undefined : ours.shift();
    const reasons = own?.reasons ?? (applied.faults.length > 0 ? applied.faults : ["it has no name"]);
    const finding = findingOf(
      name ?? `(deployment ${index + 1})`,
      deployed[index] ?? { failed: "not asked" },
      { reasons, approximate: new Set(own?.approximate) },
      sides,
    );
    if (steps && finding.outcome === "equal") finding.named.push("Build and push steps");
    return finding;
  });
}

/** Errors of code that no stand-in has a part in, such as an import from Prefect that Prefect 3 no longer has. */
const FAILS_ANYHOW =
  /^(ImportError|PrefectImportError|ModuleNotFoundError|FileNotFoundError|SyntaxError|SystemExit)\b/;

function findingOf(
  name: string,
  deployed: ReferenceDeploy | NoAnswer,
  { reasons, approximate }: { reasons: string[]; approximate: ReadonlySet<string> },
  { theirs, ours }: Sides,
): DeploymentFinding {
  if ("failed" in deployed) {
    return { ...NOTHING, deployment: name, outcome: "no reference", theirReason: deployed.failed, reasons };
  }
  const { how, reason: fallbackReason } = deployed;
  const known = { ...NOTHING, how, fallbackReason, reasons };
  if (deployed.error !== undefined) {
    const outcome = reasons.length > 0 ? "both refuse" : "accepted";
    const refused = { ...known, deployment: name, outcome, theirReason: deployed.error } as const;
    if (fallbackReason === null) return refused;
    // Not even the fallback could read it. What fails with stand-ins may work with the packages themselves.
    if (deployed.standIns.length > 0 && !FAILS_ANYHOW.test(fallbackReason)) {
      return { ...refused, outcome: "no reference" };
    }
    return outcome === "accepted" ? { ...refused, named: ["Modules that fail when they run"] } : refused;
  }
  const deployment = storedKey(`${deployed.flow}/${name}`, theirs);
  if (reasons.length > 0) return { ...known, deployment, outcome: "refused" };
  const [one, other] = [theirs.get(deployment), ours.get(deployment)];
  if (!one || !other) {
    const keys = { field: "flow and name", theirs: deployment, ours: other ? deployment : [...ours.keys()] };
    return { ...known, deployment, outcome: "different", fields: [keys] };
  }
  const { named, fields } = compareStored(one, other, approximate);
  return { ...known, deployment, outcome: fields.length > 0 ? "different" : "equal", named, fields };
}

/** A name with placeholders is stored as what they stand for: the only deployment of that flow then tells. */
function storedKey(key: string, stored: ReadonlyMap<string, unknown>): string {
  if (stored.has(key) || !key.includes("{{")) return key;
  const flow = key.slice(0, key.indexOf("/") + 1);
  return [...stored.keys()].find((other) => other.startsWith(flow)) ?? key;
}
