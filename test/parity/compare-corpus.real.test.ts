import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareCorpus } from "../../tools/parity/compare-corpus.ts";
import type { CorpusEntry } from "../../tools/parity/corpus.ts";
import { type DeploymentFinding, type Finding, isUnnamed, namesOf } from "../../tools/parity/finding.ts";
import { parityReport } from "../../tools/parity/report.ts";
import { readJsonLines } from "../../tools/parity/results.ts";
import { makeSampleRepositories, sample } from "./sample-repositories.ts";

let folder: string;
const findings = new Map<string, Finding>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-parity-sample-"));
  process.env.PARITY_TEST_SECRET = "of the user's environment";
  await makeSampleRepositories(folder);
  await compareCorpus(await readJsonLines<CorpusEntry>(join(sample, "corpus.jsonl")), {
    repositories: folder,
    parallel: 1,
    seconds: 10,
    onFinding: (finding) => void findings.set(finding.repo, finding),
  });
});

afterAll(async () => {
  delete process.env.PARITY_TEST_SECRET;
  await rm(folder, { recursive: true, force: true });
});

test("what is stored alike is equal, with packages stood in for that aren't installed", () => {
  expect(of("acme/warehouse", "load-orders/hourly")).toEqual({
    deployment: "load-orders/hourly",
    outcome: "equal",
    named: [],
    fields: [],
    reasons: [],
    theirReason: null,
    how: "stand-ins",
    fallbackReason: null,
  });
});

test.each([
  ["undescribed/undescribed", "Missing descriptions"],
  ["load-orders/triggered", "Triggers"],
  ["read-query/approximate", "Approximate parameter schemas"],
  ["load-orders/built", "Build and push steps"],
])("%s shows a difference on purpose: %s", (deployment, name) => {
  expect(of("acme/warehouse", deployment)).toMatchObject({ outcome: "equal", named: [name], fields: [] });
});

test("what both refuse is told with both reasons", () => {
  expect(of("acme/warehouse", "without-pool")).toMatchObject({
    outcome: "both refuse",
    reasons: [expect.stringContaining("work pool")],
    theirReason: expect.stringContaining("A work pool is required"),
  });
  expect(of("acme/warehouse", "(deployment 7)")).toMatchObject({ outcome: "both refuse" });
  expect(of("acme/dropped", "(the whole file)")).toMatchObject({
    outcome: "both refuse",
    reasons: [expect.stringContaining("version")],
  });
});

test("a difference without a name is told with its field, and fails", () => {
  const finding = of("acme/surprising", "load/changed-at-run-time");
  expect(finding).toMatchObject({
    outcome: "different",
    fields: [
      {
        field: "description",
        theirs: "What nobody can read without running it.",
        ours: "What the source says.",
      },
    ],
  });
  expect(finding && isUnnamed(finding)).toBe(true);
});

test.each([
  ["acme/surprising", "other/twice", "Two deployments of one name"],
  ["acme/dated", "load/own-pull", "Dates in pull steps"],
])("%s %s is refused on purpose: %s", (repo, deployment, name) => {
  const finding = of(repo, deployment);
  expect(finding).toMatchObject({ outcome: "refused", fields: [] });
  expect(finding && namesOf(finding)).toEqual([name]);
});

test("a flow that only running names is refused on purpose", () => {
  const finding = findings
    .get("acme/surprising")
    ?.deployments.find(({ deployment }) => deployment.endsWith("/named-at-run-time"));
  expect(finding && namesOf(finding)).toEqual(["Flows that only running tells"]);
});

test("code that never ends gives no reference", () => {
  expect(of("acme/surprising", "endless")).toMatchObject({
    outcome: "no reference",
    theirReason: "it took more than 10 s",
  });
});

test("code of a repository reaches nothing but its server and its scratch folder", () => {
  expect(of("acme/surprising", "load/fenced")).toMatchObject({ how: "imported", fallbackReason: null });
});

test("a file without a clone is counted as not compared", () => {
  expect(findings.get("acme/absent")).toMatchObject({
    missing: "there is no clone of the repository",
    deployments: [],
  });
  expect(parityReport([...findings.values()])).toContain("1 more files of the list could not be compared");
});

function of(repo: string, deployment: string): DeploymentFinding | undefined {
  return findings.get(repo)?.deployments.find((one) => one.deployment === deployment);
}
