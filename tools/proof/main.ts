// `npm run proof [-- FACTOR]`: the property tests with many more cases, and others in every run.
import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { table } from "#markdown";
import { projectRoot } from "#services";
import { propertyTests } from "./property-tests.ts";

const FACTOR = Number(process.argv[2] ?? 20);
const report = join(tmpdir(), `prefect-cicd-proof-${process.pid}.json`);
const files = await propertyTests();

const { status } = spawnSync(
  process.execPath,
  [
    "--disable-warning=ExperimentalWarning",
    join(projectRoot, "node_modules/jest/bin/jest.js"),
    ...["--selectProjects", "unit", "real", "--maxWorkers=2", "--testTimeout=7200000"],
    ...["--json", `--outputFile=${report}`, "--runTestsByPath", ...files],
  ],
  {
    cwd: projectRoot,
    stdio: "inherit",
    env: {
      ...process.env,
      PROOF: String(FACTOR),
      NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
      PREFECT_CICD_TEST_RUN: `proof-${process.pid}`,
    },
  },
);

interface Report {
  testResults: {
    name: string;
    startTime: number;
    endTime: number;
    assertionResults: { status: string }[];
  }[];
}

const { testResults } = JSON.parse(await readFile(report, "utf8")) as Report;
await rm(report);
const rows = testResults
  .map(({ name, startTime, endTime, assertionResults }) => {
    const passed = assertionResults.filter((one) => one.status === "passed").length;
    const failed = assertionResults.filter((one) => one.status === "failed").length;
    const seconds = Math.round((endTime - startTime) / 1000);
    return [relative(projectRoot, name), String(passed), String(failed), String(seconds)];
  })
  .sort();
await writeFile(
  join(projectRoot, "docs/proof.md"),
  `# Property tests, at length

<!-- Made by \`npm run proof\`. -->

\`npm test\` tries a few cases of each property, the same ones every time. \`npm run proof\` tried ${FACTOR} times as many on ${new Date().toISOString().slice(0, 10)}, chosen anew.

${table(["file", "passed", "failed", "seconds"], rows)}`,
);
console.log("docs/proof.md: written");
process.exit(status ?? 1);
