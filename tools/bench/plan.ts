// `npm run bench:plan`: how long a plan against the base takes, with no server, of what a pull request changes.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { bringBundlesUpToDate, commandLineBundle } from "#services";
import { commitAll, makeProject } from "../../test/platform/generated-platform.ts";
import { median } from "./median.ts";

const RUNS = 5;
/** Resident memory that a plan may take, in MB. */
const MEMORY = 500;
/** Seconds that the comment's text may take, from start to end of the command. */
const COMMENT = 1;

interface Case {
  what: string;
  deployments: number;
  flows: number;
  /** The text of every definition that is edited. */
  edit: RegExp;
  changed: number;
  /** Whether a detection's file is given; else the plan detects by itself. */
  withChanges: boolean;
  /** Seconds. */
  goal: number;
}

const few = { deployments: 10_000, flows: 500, edit: /table: table_42}/, changed: 1 };

const cases: readonly Case[] = [
  {
    what: "2,000 deployments, all of them changed",
    ...{
      deployments: 2_000,
      flows: 100,
      edit: /table: table_/g,
      changed: 2_000,
      withChanges: false,
      goal: 5,
    },
  },
  { what: "one changed among 10,000, given what was detected", ...few, withChanges: true, goal: 1 },
  { what: "one changed among 10,000, with detection", ...few, withChanges: false, goal: 2.5 },
];

bringBundlesUpToDate();
console.log(`plan --against base: seconds from start to end of the command, median of ${RUNS}; most memory`);
for (const one of cases) {
  const folder = await makeProject({ ...one, workPool: "pool" });
  try {
    await measure(folder, one);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, { what, edit, changed, withChanges, goal }: Case): Promise<void> {
  const base = (await runLocally("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim();
  const file = join(folder, "prefect.yaml");
  await writeFile(
    file,
    (await readFile(file, "utf8")).replace(edit, (text) => text.replace("table_", "other_")),
  );
  await commitAll(folder, what);
  const detected = join(folder, ".git", "changes.json");
  await writeFile(detected, (await command(folder, ["detect", "--base", base, "--json"])).stdout);
  const which = withChanges ? ["--changes-file", detected] : ["--base", base];
  const [times, memory, comments] = [[] as number[], [] as number[], [] as number[]];
  const plan = join(folder, ".git", "plan.json");
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const { stdout, kilobytes } = await command(folder, ["plan", "--against", "base", "--json", ...which]);
    times.push((performance.now() - started) / 1000);
    memory.push(kilobytes / 1024);
    await writeFile(plan, stdout);
    const planned = performance.now();
    const comment = await command(folder, ["comment", "--plans", `PROD=${plan}`]);
    comments.push((performance.now() - planned) / 1000);
    if (!comment.stdout.includes(`${changed} deployment`)) throw new Error(`${what}: ${comment.stdout}`);
    const { deployments } = JSON.parse(stdout);
    const updated = deployments.filter(({ action }: { action: string }) => action === "update");
    if (updated.length !== changed) throw new Error(`${what}: ${updated.length} would be updated.`);
  }
  const most = Math.max(...memory);
  console.log(
    `  ${what.padEnd(52)} ${median(times).toFixed(2)} s (goal < ${goal}), ${most.toFixed(0)} MB (goal < ${MEMORY})`,
  );
  console.log(`  ${"… its comment's text".padEnd(52)} ${median(comments).toFixed(2)} s (goal < ${COMMENT})`);
}

/** Runs the command line; a process tells its own peak of memory as it ends. */
async function command(
  folder: string,
  args: readonly string[],
): Promise<{ stdout: string; kilobytes: number }> {
  const tell = `process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS + "\\n"))`;
  const told = ["--import", `data:text/javascript,${encodeURIComponent(tell)}`];
  const { stdout, stderr, exitCode } = await runLocally(
    process.execPath,
    [...told, commandLineBundle, ...args],
    { cwd: folder, env: { PATH: process.env.PATH ?? "" } },
  );
  if (exitCode !== 0) throw new Error(stderr);
  return { stdout, kilobytes: Number(/^peak (\d+)$/m.exec(stderr)?.[1]) };
}
