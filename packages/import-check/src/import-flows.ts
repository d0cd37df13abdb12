import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import type { ProbeFlow, ProbePython, ProbeResult } from "./probe/probe-protocol.ts";
import type { ProbeAnswer } from "./run-probe.ts";

/** What came of flows that were imported in one place. */
export interface Imported {
  /** Null where none could be imported there. */
  python: ProbePython | null;
  /** Why none could be imported; null where they were. */
  problem: string | null;
  /** In the order of the flows; undefined where nothing was learned of one. */
  results: (ProbeResult | undefined)[];
}

/** So many flows are worth a container of their own, which takes as long to start as a few of them to import. */
const WORTH_ONE = 10;

/** More containers at the same time than the machine has processors make nothing faster. */
const MOST_AT_ONCE = 4;

/**
 * Imports flows in few containers: many of them share one, and where there are more, several work at the same time. Where
 * one ends in the middle, the flow that it was at has failed, and another one goes on with the rest.
 *
 * @param probe lets one probe import some of the flows
 */
export async function importFlows(
  flows: readonly ProbeFlow[],
  probe: (flows: readonly ProbeFlow[]) => Promise<ProbeAnswer>,
  limit = pLimit(atOnce()),
): Promise<Imported> {
  const shares = shared(flows, atOnce());
  const parts = await Promise.all(shares.map((share) => limit(() => importShare(share, probe))));
  const whole = parts.find(({ python, problem }) => python !== null && problem === null) ?? parts[0];
  return {
    python: whole?.python ?? null,
    problem: whole?.problem ?? null,
    // Where one place of several could not be begun, that is told of its flows.
    results: parts.flatMap(({ results, problem }) =>
      problem === null || whole?.problem !== null
        ? results
        : results.map(() => ({ ...NOTHING, ending: "unstarted" as const, problem })),
    ),
  };
}

export const atOnce = () => Math.min(MOST_AT_ONCE, availableParallelism());

/** Flows in shares of about the same size. */
export function shared<T>(flows: readonly T[], most: number): T[][] {
  const count = Math.max(1, Math.min(most, Math.ceil(flows.length / WORTH_ONE)));
  const size = Math.ceil(flows.length / count);
  return Array.from({ length: count }, (_, index) => flows.slice(index * size, (index + 1) * size)).filter(
    (share) => share.length > 0,
  );
}

async function importShare(
  flows: readonly ProbeFlow[],
  probe: (flows: readonly ProbeFlow[]) => Promise<ProbeAnswer>,
): Promise<Imported> {
  const results: (ProbeResult | undefined)[] = flows.map(() => undefined);
  let python: ProbePython | null = null;
  for (let from = 0; from < flows.length; ) {
    const answer = await probe(flows.slice(from));
    python ??= answer.python;
    for (const [index, result] of answer.results) results[from + index] = result;
    const done = answer.results.size;
    if (answer.python === null || answer.python.problem !== null) {
      const problem = problemOf(answer);
      if (from === 0) return { python, problem, results };
      // It could be begun before: whatever kept it from going on is told of each that is left.
      const rest: ProbeResult = { ...NOTHING, ending: "unstarted", problem };
      return { python, problem: null, results: results.map((one) => one ?? rest) };
    }
    if (from + done < flows.length) {
      results[from + done] = lost(answer);
    }
    from += done + 1;
  }
  return { python, problem: null, results };
}

function problemOf({ python, said, isSilent }: ProbeAnswer): string {
  if (python?.problem) return python.problem;
  if (isSilent) return "importing Prefect did not end";
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("See 'docker"));
  const last = lines.findLast((line) => line.startsWith("docker: ")) ?? lines.at(-1);
  return last?.replace(/^docker: |\.$/g, "") ?? "it gave no reason";
}

const SIGKILL = 9;
const NOTHING = { milliseconds: 0, output: "", stack: [] };

/** What is told of the flow at which a probe ended. */
function lost({ isSilent }: ProbeAnswer): ProbeResult {
  return isSilent ? { ...NOTHING, ending: "timed-out" } : { ...NOTHING, ending: "killed", signal: SIGKILL };
}
