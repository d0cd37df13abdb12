// `npm run bench:detection`: how long it takes to find what changed among 10,000 deployments of 500 flows.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runLocally } from "#command";
import { commitAll, makeProject } from "./project.ts";

const DEPLOYMENTS = 10_000;
const FLOWS = 500;
const RUNS = 5;
const GOAL = 1.5;

const detectOnce = fileURLToPath(new URL("./detect-once.js", import.meta.url));

/** A commit, and how many of the deployments it concerns. */
interface Scenario {
  what: string;
  change(folder: string): Promise<void>;
  expected: string;
  /** Seconds. */
  goal?: number;
}

const scenarios: readonly Scenario[] = [
  {
    what: "one flow and one definition changed",
    change: async (folder) => {
      await edit(folder, "flows/flow_007.py", (text) =>
        text.replace("print(greet(source))", "print(greet(table))"),
      );
      await edit(folder, "prefect.yaml", (text) =>
        text.replace("table: table_42}", "table: table_42_changed}"),
      );
    },
    expected: "1 modified, 20 affected, 9979 unchanged",
    goal: GOAL,
  },
  {
    what: "nothing that matters changed",
    change: (folder) => writeFile(join(folder, "README.md"), "A platform\n"),
    expected: "10000 unchanged",
    goal: GOAL,
  },
  {
    what: "a module that every flow imports changed",
    change: (folder) => edit(folder, "shared.py", (text) => `${text}\n\nVERSION = 2\n`),
    expected: "10000 affected",
  },
];

const folder = await makeProject({ deployments: DEPLOYMENTS, flows: FLOWS, workPool: "pool" });
try {
  console.log(
    `${DEPLOYMENTS} deployments of ${FLOWS} flows, seconds with the start of the process, median of ${RUNS}:`,
  );
  let base = await head(folder);
  for (const scenario of scenarios) {
    await scenario.change(folder);
    await commitAll(folder, scenario.what);
    const commit = await head(folder);
    const seconds = await median(folder, base, commit, scenario.expected);
    const goal = scenario.goal === undefined ? "" : ` (goal < ${scenario.goal})`;
    console.log(`  ${scenario.what.padEnd(42)} ${seconds.toFixed(2)}${goal}`);
    base = commit;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function median(folder: string, base: string, commit: string, expected: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const { exitCode, stdout, stderr } = await runLocally(process.execPath, [
      detectOnce,
      folder,
      base,
      commit,
    ]);
    times.push((performance.now() - started) / 1000);
    if (exitCode !== 0 || stdout.trim() !== expected)
      throw new Error(`Expected ${expected}, got: ${stdout}${stderr}`);
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
}

async function edit(folder: string, path: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, path);
  await writeFile(file, change(await readFile(file, "utf8")));
}

async function head(folder: string): Promise<string> {
  return (await runLocally("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim();
}
