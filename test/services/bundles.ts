import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./project-root.ts";

/** Path of the bundled command line. */
export const commandLineBundle = join(projectRoot, "packages/cli/dist/index.cjs");

let done = false;

/**
 * Makes the bundles whose sources have changed, before the first of them is started: once in a run of tests, whichever
 * file of tests comes first. What isn't there anew must not be what is tested.
 */
export function bringBundlesUpToDate(): void {
  if (done) return;
  const run = process.env.PREFECT_CICD_TEST_RUN;
  const mark = run === undefined ? undefined : join(tmpdir(), `prefect-cicd-bundles-${run}`);
  if (mark === undefined || !existsSync(mark)) {
    const program = [join(projectRoot, "tools/build/main.ts"), "--changed"];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, program, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`The bundles can't be made:\n${stdout}${stderr}`);
    if (mark !== undefined) writeFileSync(mark, "");
  }
  done = true;
}
