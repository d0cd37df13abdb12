// `npm test [-- jest options]`: sets up, builds, then runs every test. Ends with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { node24, setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

setUp();
step("Building the bundles", [`${root}/scripts/build.mjs`]);
const report = join(tmpdir(), `prefect-cicd-test-${process.pid}.json`);
const asked = process.argv.slice(2);
// The tests on a virtual machine take long where it is emulated, so they run by their own command.
const usual = asked.includes("--selectProjects") ? [] : ["--selectProjects", "unit", "real"];
const jest = `${root}/node_modules/jest/bin/jest.js`;
const tests = step(
  "Running the tests",
  [jest, "--maxWorkers=2", "--json", `--outputFile=${report}`, ...asked, ...usual],
  { NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning" },
);
const { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites } = JSON.parse(
  readFileSync(report, "utf8"),
);
// A file that could not even be loaded counts as one failure: its tests were not run.
const failed = numFailedTests + numRuntimeErrorTestSuites;
console.log(`\n${numPassedTests} passed, ${failed} failed`);
process.exit(tests === 0 && numFailedTestSuites === 0 ? 0 : 1);

function step(title, args, env = {}) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(node24, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0 && !args[0].endsWith("jest.js")) process.exit(status ?? 1);
  return status;
}
