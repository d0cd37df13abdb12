// `npm run bench:detection`: how long it takes to find what changed among 10,000 deployments of 500 flows.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { bringBundlesUpToDate, runBundle } from "#services";
import { commitAll, makeProject } from "../../test/platform/generated-platform.ts";
import { median } from "./median.ts";

const DEPLOYMENTS = 10_000;
const FLOWS = 500;
const RUNS = 5;
const GOAL = 1.5;

/** A commit, and how many of the deployments it concerns. */
interface Scenario {
  what: string;
  change(folder: string): Promise<void>;
  /** Definitions that differ, and deployments whose code does. */
  modified: number;
  affected: number;
  /** Seconds. */
  goal?: number;
}

interface Layout {
  what: string;
  inputs: Record<string, string>;
  scenarios: readonly Scenario[];
  /** Brings the project, one prefect.yaml, into this layout. */
  arrange(folder: string): Promise<void>;
}

const changeFlow = (folder: string) =>
  edit(folder, "flows/flow_007.py", "print(greet(source))", "print(greet(table))");

/** Nothing at all, few, and what touches every deployment: the last has no goal, it reads everything. */
const scenarios = (definitions: string): readonly Scenario[] => [
  {
    what: "one flow and one definition changed",
    change: async (folder) => {
      await changeFlow(folder);
      await edit(folder, definitions, "table: table_42}", "table: table_42_changed}");
    },
    modified: 1,
    affected: DEPLOYMENTS / FLOWS,
    goal: GOAL,
  },
  {
    what: "nothing that matters changed",
    change: (folder) => writeFile(join(folder, "README.md"), "A platform\n"),
    modified: 0,
    affected: 0,
    goal: GOAL,
  },
  {
    what: "a module that every flow imports changed",
    change: (folder) => edit(folder, "shared.py", "hello", "good morning"),
    modified: 0,
    affected: DEPLOYMENTS,
  },
];

const layouts: readonly Layout[] = [
  {
    what: "one prefect.yaml",
    inputs: { "prefect-file": "prefect.yaml" },
    scenarios: scenarios("prefect.yaml"),
    arrange: async () => {},
  },
  {
    what: "a file for each deployment, and a base file",
    inputs: { "prefect-file": "deployments", "base-file": "prefect.yaml" },
    scenarios: scenarios("deployments/0042.yaml"),
    arrange: splitDefinitions,
  },
];

bringBundlesUpToDate();
console.log(
  `${DEPLOYMENTS} deployments of ${FLOWS} flows: seconds from start to end of the action, median of ${RUNS}`,
);
for (const layout of layouts) {
  console.log(`\n${layout.what}`);
  const folder = await makeProject({ deployments: DEPLOYMENTS, flows: FLOWS, workPool: "pool" });
  try {
    await layout.arrange(folder);
    for (const scenario of layout.scenarios) await measure(folder, layout, scenario);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, { inputs }: Layout, scenario: Scenario): Promise<void> {
  const base = await head(folder);
  await scenario.change(folder);
  await commitAll(folder, scenario.what);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const { exitCode, outputs, log } = await runBundle("detect-changed-deployments", {
      inputs: { ...inputs, base },
      workspace: folder,
    });
    times.push((performance.now() - started) / 1000);
    if (exitCode !== 0) throw new Error(`${scenario.what}: ${log.slice(0, 2000)}`);
    const changes = JSON.parse(await readFile(outputs["changes-file"] ?? "", "utf8"));
    const found = [changes.modified.length, changes.affected.length];
    if (found[0] !== scenario.modified || found[1] !== scenario.affected) {
      throw new Error(`${scenario.what}: found ${found.join(" and ")}.\n${log.slice(0, 2000)}`);
    }
  }
  const goal = scenario.goal === undefined ? "" : ` (goal < ${scenario.goal})`;
  console.log(`  ${scenario.what.padEnd(42)} ${median(times).toFixed(2)}${goal}`);
}

async function splitDefinitions(folder: string): Promise<void> {
  const text = await readFile(join(folder, "prefect.yaml"), "utf8");
  const [shared = "", ...entries] = text.split(/^ {2}- (?=name: )/m);
  await mkdir(join(folder, "deployments"));
  await writeFile(join(folder, "prefect.yaml"), shared.replace("deployments:\n", ""));
  for (const [index, entry] of entries.entries()) {
    const file = `${String(index).padStart(4, "0")}.yaml`;
    await writeFile(join(folder, "deployments", file), entry.replace(/^ {4}/gm, ""));
  }
  await commitAll(folder, "Give each deployment a file");
}

async function edit(folder: string, path: string, before: string, after: string): Promise<void> {
  const file = join(folder, path);
  const text = await readFile(file, "utf8");
  if (!text.includes(before)) throw new Error(`${path} doesn't hold ${before}.`);
  await writeFile(file, text.replace(before, after));
}

async function head(folder: string): Promise<string> {
  return (await runLocally("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim();
}
