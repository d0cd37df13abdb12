import { PREFECT_VERSION } from "#services";
import { compareEntry } from "./compare-entry.ts";
import type { CorpusEntry } from "./corpus.ts";
import type { DeploymentFinding, Finding } from "./finding.ts";
import { Lane } from "./lane.ts";

export interface CompareOptions {
  /** Folder with the clones, each `owner+name`. */
  repositories: string;
  /** How many entries are compared at the same time. */
  parallel: number;
  /** How long `prefect deploy` of one deployment may take. */
  seconds: number;
  /** Interpreter that runs the repositories' code. */
  python?: string | undefined;
  onFinding(finding: Finding): Promise<void> | void;
}

/** Compares entries, in no order; each lane has a server of its own. */
export async function compareCorpus(entries: readonly CorpusEntry[], options: CompareOptions): Promise<void> {
  const left = [...entries];
  const lanes = Math.min(options.parallel, left.length);
  await Promise.all(Array.from({ length: lanes }, () => work(left, options)));
}

async function work(left: CorpusEntry[], options: CompareOptions): Promise<void> {
  let lane = await Lane.open(options.seconds, options.python);
  try {
    for (let entry = left.shift(); entry; entry = left.shift()) {
      if (lane.isWorn) {
        await lane.close();
        lane = await Lane.open(options.seconds, options.python);
      }
      await options.onFinding(await compare(entry, lane, options.repositories));
    }
  } finally {
    await lane.close();
  }
}

async function compare(entry: CorpusEntry, lane: Lane, repositories: string): Promise<Finding> {
  const { repo, path, ref } = entry;
  const day = new Date().toISOString().slice(0, 10);
  const known = { repo, path, ...(ref ? { ref } : {}), prefect: PREFECT_VERSION, day };
  try {
    return { ...known, ...(await compareEntry(entry, repositories, lane)) };
  } catch (error) {
    return { ...known, missing: null, deployments: [crash(error)] };
  }
}

/** Whatever is thrown is a defect of ours: it must show in the table, and the other files go on. */
function crash(error: unknown): DeploymentFinding {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    deployment: "(the whole file)",
    outcome: "different",
    named: [],
    fields: [],
    reasons: [text],
    theirReason: null,
    how: null,
    fallbackReason: null,
  };
}
