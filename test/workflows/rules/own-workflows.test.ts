import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";
import { own, type ParsedJob, reusables } from "../../platform/parsed-workflow.ts";

const jobs = [...own].flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([id, job]): [string, ParsedJob] => [`${file}: ${id}`, job]),
);
const steps = jobs.flatMap(([name, { steps = [] }]) => steps.map((step) => ({ name, step })));

test("what starts each workflow", () => {
  const triggers = Object.fromEntries([...own].map(([name, { on }]) => [name, on]));
  expect(triggers).toEqual({
    ci: { push: { branches: ["main"] }, pull_request: null, merge_group: null, workflow_call: null },
    release: { workflow_dispatch: null },
    e2e: { workflow_dispatch: { inputs: expect.anything() } },
    "e2e-called": { workflow_call: expect.anything() },
  });
});

test("every input of a dispatch says what it means, and what it is unless it is set", () => {
  const inputs = (own.get("e2e")?.on.workflow_dispatch?.inputs ?? {}) as Record<string, object>;
  expect(Object.keys(inputs)).toEqual(["plan-only", "approval", "image", "closed-pull-request", "caller"]);
  for (const input of Object.values(inputs)) {
    expect(input).toEqual({
      description: expect.stringMatching(/\w/),
      type: expect.stringMatching(/^(boolean|string)$/),
      default: expect.anything(),
    });
  }
  // What would write to production has to be asked for.
  expect(inputs["plan-only"]).toMatchObject({ default: true });
});

test("what may be read and written, job by job", () => {
  const granted = Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions]));
  expect(granted).toEqual({
    "ci: ci": { contents: "read" },
    "release: ci": { contents: "read" },
    "release: approve": {},
    "release: release": { contents: "write" },
    "release: site": { contents: "read" },
    "release: publish-site": { pages: "write", "id-token": "write" },
    "e2e-called: look": {},
    "e2e: dev": {},
    "e2e: reading": {},
    "e2e: timeline": { deployments: "read" },
    "e2e: approve": {},
    "e2e: not-blocked": { actions: "read" },
    "e2e: names": { actions: "read" },
    "e2e: environments": { actions: "read" },
    "e2e: passed": {},
    "e2e: unpassed": {},
    "e2e: secrets": {},
    "e2e: told": { "pull-requests": "write" },
    "e2e: fails": {},
    "e2e: failed": {},
    "e2e: left": { actions: "read" },
    "e2e: many": { contents: "read" },
    "e2e: prod": { actions: "read", contents: "read", packages: "read", "pull-requests": "write" },
    "e2e: approval": { actions: "read" },
    "e2e: read-only": { contents: "read" },
    "e2e: release": { contents: "write" },
    "e2e: queue": {},
    "e2e: image": { attestations: "write", contents: "read", "id-token": "write", packages: "write" },
    "e2e: stale": { contents: "read", packages: "write", "pull-requests": "read" },
    "e2e: caller": {},
  });
});

test("what writes releases waits for the checks, is on main, and has an environment of its own", () => {
  const { jobs: releaseJobs = {}, concurrency } = own.get("release") ?? {};
  expect(releaseJobs.approve).toMatchObject({
    needs: "ci",
    if: "github.ref_name == github.event.repository.default_branch",
    environment: { name: "release-approval" },
  });
  expect(releaseJobs.release).toMatchObject({
    needs: "approve",
    environment: { name: "release" },
    concurrency: { group: "release", queue: "max", "cancel-in-progress": false },
  });
  expect(concurrency?.group).toBe("release-${{ github.run_id }}");
});

test("a called workflow is there, gets what its jobs ask for, and only what it takes", () => {
  const called = jobs.filter(([, { uses }]) => uses !== undefined);
  expect(called.map(([name, { uses }]) => [name, uses])).toEqual([
    ["e2e: prod", "$/.github/workflows/prefect-deployments.yml"],
    ["e2e: passed", "$/.github/workflows/e2e-called.yml"],
    ["e2e: unpassed", "$/.github/workflows/e2e-called.yml"],
    ["release: ci", "$/.github/workflows/ci.yml"],
  ]);
  for (const [caller, { uses = "", permissions = {}, with: given = {}, secrets = {} }] of called) {
    const name = uses.replace(/^.*\/|\.yml$/g, "");
    const file = reusables.get(name) ?? own.get(name);
    for (const job of Object.values(file?.jobs ?? {})) {
      for (const [scope, access] of Object.entries(job.permissions ?? {})) {
        // Who may write may read.
        expect({ scope, access: [access, "write"] }).toEqual({
          scope,
          access: expect.arrayContaining([permissions[scope]]),
        });
      }
    }
    const takes = file?.on.workflow_call ?? {};
    expect(Object.keys((takes.inputs ?? {}) as object)).toEqual(expect.arrayContaining(Object.keys(given)));
    // What is missing there is what it shows.
    const isWithout = caller === "e2e: unpassed";
    expect(Object.keys(secrets)).toEqual(isWithout ? [] : Object.keys((takes.secrets ?? {}) as object));
  }
});

test("every job ends", () => {
  for (const [name, job] of jobs) {
    if (job.uses === undefined) expect([name, job["timeout-minutes"]]).toEqual([name, expect.any(Number)]);
  }
});

test("a token reaches a command by its environment only", () => {
  const withToken = steps.filter(
    ({ step: { env } }) => env && Object.values(env).some((value) => value.includes("token")),
  );
  expect(withToken.length).toBeGreaterThan(3);
  for (const { step } of steps) expect(step.run ?? "").not.toMatch(/token|secrets\./i);
});

test("the scripts that are run are package.json's and this repository's", () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const run = steps.flatMap(({ step }) => step.run ?? []).join("\n");
  const called = [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(called).toEqual(["release:assets", "release:major-tag", "docs:site"]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(called));
  expect(run).toContain(" .ci/run\n");
  expect(existsSync(join(projectRoot, ".ci/run"))).toBe(true);
});

test("a release is seen only when it is whole: draft, assets, published, then the tag that users follow", () => {
  const order = (own.get("release")?.jobs.release?.steps ?? []).map(
    ({ uses, run }) => uses?.replace(/@.*/, "") ?? run?.split(" ").slice(0, 3).join(" "),
  );
  expect(order).toEqual([
    "actions/checkout",
    "actions/setup-node",
    "npm run release:assets",
    "$/actions/tag-and-release",
    "gh release upload",
    "gh release edit",
    "npm run release:major-tag",
  ]);
  const tagging = own.get("release")?.jobs.release?.steps?.find(({ uses }) => uses?.startsWith("$/"));
  expect(tagging?.with).toEqual({
    version: "${{ steps.assets.outputs.version }}",
    target: "${{ github.sha }}",
    draft: true,
  });
});
