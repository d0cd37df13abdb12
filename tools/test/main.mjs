// `npm test [-- paths, -t name, jest options]`: sets up, then runs the tests. Ends with `N passed, N failed`. Plain
// JavaScript, since it runs before anything is installed, on any Node from 20 on.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { node24, setUp } from "../setup/setup.mjs";
import { jestArguments } from "./arguments.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const report = join(tmpdir(), `prefect-cicd-test-${process.pid}.json`);
const asked = process.argv.slice(2);

setUp();
const jest = spawn(
  node24,
  [
    "--disable-warning=ExperimentalWarning",
    `${root}/node_modules/jest/bin/jest.js`,
    ...jestArguments(asked),
    "--json",
    `--outputFile=${report}`,
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
      // Tells the tests of one run from another: what is done once in a run is done by whichever comes first.
      PREFECT_CICD_TEST_RUN: `${process.pid}-${Date.now()}`,
    },
  },
);
// Ctrl-C reaches it by itself, and it stops what it started; whoever ends this process ends it too.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => jest.kill("SIGTERM"));
const [status] = await once(jest, "exit");
const counts = readCounts();
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
if (counts.passed + counts.failed === 0) console.error(`No test matches ${asked.join(" ") || "anything"}.`);
process.exit(status === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1);

function readCounts() {
  try {
    const results = JSON.parse(readFileSync(report, "utf8"));
    // A file that could not even be loaded counts as one failure: its tests were not run.
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: status === 0 ? 0 : 1 };
  } finally {
    rmSync(report, { force: true });
  }
}
