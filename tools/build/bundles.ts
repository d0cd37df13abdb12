import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { projectRoot } from "#services";
import { type Bundle, hashesOf, type Inputs, makeBundle } from "./bundle.ts";

/** What the bundles on this disk were made of, by folder. Kept with the installed packages, which bundles hold too. */
const RECORD = join(projectRoot, "node_modules/.cache/prefect-cicd-bundles.json");

type Made = Record<string, { inputs: Inputs; output: Inputs }>;

/** Every bundle: each action's, its post step's, and the command line's. */
export function bundles(): Bundle[] {
  const actions = readdirSync(join(projectRoot, "actions")).map((name) => `actions/${name}`);
  const has = (file: string) => existsSync(join(projectRoot, file));
  return [
    ...actions
      .map((action) => ({ entry: `${action}/src/main.ts`, folder: `${action}/dist` }))
      .filter(({ entry }) => has(entry)),
    // After the main one, whose folder it lies in.
    ...actions
      .map((action) => ({ entry: `${action}/src/post.ts`, folder: `${action}/dist/post` }))
      .filter(({ entry }) => has(entry)),
    { entry: "packages/cli/src/main.ts", folder: "packages/cli/dist" },
  ];
}

/** Makes every bundle from clean. Returns their folders. */
export async function makeBundles(): Promise<string[]> {
  return update(bundles(), {});
}

/**
 * Makes the bundles whose sources have changed since they were made here, and those that somebody else changed. Two
 * processes that ask at once wait for each other. Returns the folders of those that were made.
 */
export async function bringBundlesUpToDate(): Promise<string[]> {
  await mkdir(dirname(RECORD), { recursive: true });
  const release = await lock(RECORD, {
    realpath: false,
    retries: { retries: 600, minTimeout: 100, maxTimeout: 200 },
  });
  try {
    const made = await readRecord();
    const stale: Bundle[] = [];
    for (const bundle of bundles()) if (!(await isCurrent(bundle, made))) stale.push(bundle);
    // A post step's folder lies in that of the main step, which is made from clean.
    const all = bundles().filter(({ folder }) =>
      stale.some((one) => `${folder}/`.startsWith(`${one.folder}/`)),
    );
    return all.length > 0 ? await update(all, made) : [];
  } finally {
    await release();
  }
}

async function update(some: readonly Bundle[], made: Made): Promise<string[]> {
  const record = { ...made };
  for (const bundle of some) {
    const inputs = await makeBundle(bundle);
    record[bundle.folder] = { inputs, output: await hashesOf([`${bundle.folder}/index.cjs`]) };
  }
  await mkdir(dirname(RECORD), { recursive: true });
  await writeFile(RECORD, JSON.stringify(record));
  return some.map(({ folder }) => folder);
}

async function isCurrent({ folder }: Bundle, made: Made): Promise<boolean> {
  const known = made[folder];
  if (!known) return false;
  const same = async (then: Inputs) => {
    const now = await hashesOf(Object.keys(then));
    return Object.entries(then).every(([file, hash]) => now[file] === hash);
  };
  return (await same(known.output)) && (await same(known.inputs));
}

async function readRecord(): Promise<Made> {
  return readFile(RECORD, "utf8").then(JSON.parse, () => ({}));
}
