import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";
import type { DeploymentFinding, Finding, Outcome } from "../../tools/parity/finding.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-parity-run-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("what the results hold is not compared again; the table counts it and tells no text of it", async () => {
  const report = join(folder, "parity.md");
  const { exitCode, stdout } = await resume(
    [found("equal"), found("equal", { named: ["Triggers"] }), found("both refuse", { theirReason: NO_POOL })],
    "--report",
    report,
  );
  expect(exitCode).toBe(0);
  const table = await readFile(report, "utf8");
  expect(stdout).toContain("**1 files**");
  expect(table).toContain("| **1 repositories** | **1 files** | 3 | 1 | 1 | 1 | 0 | 0 | 0 |");
  expect(table).toContain("| Triggers | 1 |");
  expect(table).toContain("| there is no work pool | 1 |");
  expect(table).toContain("Prefect 3.9.1");
  expect(table).not.toContain("secret-of-the-file");
});

test.each<[string, DeploymentFinding]>([
  ["a field", found("different", { fields: [{ field: "tags", theirs: ["a"], ours: [] }] })],
  ["a refusal", found("refused", { reasons: ["The moon is in the wrong place."] })],
  ["what Prefect refuses", found("accepted", { theirReason: "ValueError: no" })],
])("a difference without a name fails the run: %s", async (_, finding) => {
  expect((await resume([finding])).exitCode).toBe(1);
});

test("without a list the usage is told", async () => {
  const { exitCode, stderr } = await parity();
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("--corpus") });
});

const NO_POOL = "ValueError: A work pool is required to deploy this flow. secret-of-the-file";

function found(outcome: Outcome, parts: Partial<DeploymentFinding> = {}): DeploymentFinding {
  return {
    deployment: "secret-of-the-file",
    outcome,
    named: [],
    fields: [],
    reasons: [],
    theirReason: null,
    how: "imported",
    fallbackReason: null,
    ...parts,
  };
}

async function resume(deployments: DeploymentFinding[], ...args: string[]) {
  const entry = { repo: "acme/one", path: "prefect.yaml" };
  const finding: Finding = { ...entry, missing: null, prefect: "3.9.1", day: "2026-01-31", deployments };
  const [corpus, results] = [join(folder, "corpus.jsonl"), join(folder, "results.jsonl")];
  await writeFile(corpus, `${JSON.stringify(entry)}\n`);
  await writeFile(results, `${JSON.stringify(finding)}\n`);
  return parity("--corpus", corpus, "--repositories", folder, "--results", results, ...args);
}

function parity(...args: string[]) {
  return runLocally(process.execPath, [join(projectRoot, "tools/parity/main.ts"), ...args]);
}
