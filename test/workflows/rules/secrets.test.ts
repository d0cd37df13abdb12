import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMet, projectRoot } from "#services";
import { workflowFiles } from "../../../pipelines/index.ts";
import { environmentOf, type ParsedStep } from "../../platform/parsed-workflow.ts";
import { STAMP } from "../act-copies.ts";
import { copied, eventsOf, everything, generated, jobsOf, stepsOf, textOf } from "./workflows.ts";

/** Whether a step runs code of what is checked out: its tests, its builds, its packages' own. */
function runsCode({ run = "", uses = "", with: given = {} }: ParsedStep): boolean {
  if (/\b(uv|npm|pip|python3?|dbt|make|pytest|docker)\b/.test(run)) return true;
  if (uses.includes("/setup-python-project")) return given.install !== false;
  if (/\/(build-flow-image|check-imports)/.test(uses)) return true;
  return (
    given["flow-reader"] === "python" || given["flow-reader"] === "auto" || given["build-steps"] === "run"
  );
}

/** Jobs that a pull request's commit may be checked out in. */
const ofPullRequests = jobsOf(
  [...generated].filter(([name, file]) =>
    eventsOf(name, file).some((event) => /pull_request|merge_group/.test(event)),
  ),
).filter(({ value }) => !/^github\.event_name == 'push'/.test(value.if ?? ""));

const secretsIn = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/secrets\.([A-Z_]+)/g)].map(([, name = ""]) => name);

test("where a pull request's code runs, no secret is but the registry's log-in, which goes to the build's step alone", () => {
  const running = ofPullRequests.filter(({ value: { steps = [] } }) => steps.some(runsCode));
  expect(running.length).toBeGreaterThan(4);
  for (const { name, value } of running) {
    const { steps = [], ...job } = value;
    expect({ name, secrets: secretsIn(job), environment: environmentOf(value) }).toEqual({
      name,
      secrets: [],
      environment: undefined,
    });
    for (const step of steps) {
      const secrets = new Set(secretsIn(step));
      if (step.uses?.includes("/build-flow-image")) secrets.delete("REGISTRY_PASSWORD");
      expect({ name, secrets: [...secrets] }).toEqual({ name, secrets: [] });
    }
  }
});

test("flows are imported in their image alone, before DEV gets them, and only where somebody says so", () => {
  const importing = stepsOf(generated).filter(({ step }) => step.uses?.includes("/check-imports"));
  expect(importing.map(({ name }) => name.replace(/^(template|reusable) /, "")).sort()).toEqual([
    "basic-auth/prefect-deployments-pull-request: check",
    "monorepo/prefect-deployments-pull-request: check",
    "one-environment/prefect-deployments-pull-request: check",
    "prefect-deployments-pull-request: check",
    "prefect-deployments: check",
    "prefect-platform-pull-request: check",
    "without-kubernetes/prefect-platform-pull-request: check",
  ]);
  for (const { step, job } of importing) {
    const met = (image: string, changed = "true") =>
      isMet(step.if ?? "", {
        ...{ env: { IMPORT_IMAGE: image }, inputs: { "import-image": image } },
        steps: { detect: { outputs: { "any-changed": changed } } },
      });
    expect([met(""), met("own"), met("ghcr.io/acme/flows:1"), met("own", "false")]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(step.with).not.toHaveProperty("python");
    expect(step.with).not.toHaveProperty("pass-environment");
    // The plan is handed on before it may fail, and what fails there fails the gate.
    const uses = (job.steps ?? []).map((one) => one.uses ?? "");
    expect(uses.indexOf(step.uses ?? "")).toBeGreaterThan(
      uses.findIndex((one) => one.startsWith("actions/upload-artifact@")),
    );
    expect(step["continue-on-error"]).toBeUndefined();
    expect(job.outputs?.imports).toBe("${{ steps.imports.outputs.checks }}");
  }
  const told = stepsOf(generated).filter(({ step: { with: given } }) =>
    String(given?.checks).includes("needs.check.outputs.imports"),
  );
  expect(told).toHaveLength(importing.length);
});

test("flows are read from their source: no step that sees a server imports them, or runs a build step", () => {
  const reading = stepsOf(generated).filter(({ step: { uses = "" } }) =>
    /\/(detect-changed|validate|apply)-deployments(@|$)/.test(uses),
  );
  expect(reading.length).toBeGreaterThan(60);
  for (const { step } of reading) {
    expect(step.with).toMatchObject({ "flow-reader": "static" });
    expect(step.with).not.toHaveProperty("build-steps");
    expect(step.with).not.toHaveProperty("pass-environment");
  }
});

test("an image reaches PROD because the default branch's workflow attested it, or was built there", () => {
  const builds = stepsOf([...copied]).filter(({ step }) => step.uses?.includes("/build-flow-image"));
  expect(builds.length).toBeGreaterThan(6);
  for (const { name, step, job } of builds) {
    const { with: given = {} } = step;
    expect(given).not.toHaveProperty("require-attestation");
    expect(given).not.toHaveProperty("overwrite");
    const takesNothing = given.reuse === false || given.push === false;
    expect({ name, checked: takesNothing || "signer-workflow" in given }).toEqual({ name, checked: true });
    if (takesNothing) continue;
    expect(given).toMatchObject({
      "signer-workflow": "${{ github.workflow_ref }}",
      "source-ref":
        "${{ format('refs/heads/{0}', github.event.repository.default_branch || github.ref_name) }}",
    });
    const signed = job.steps?.find(({ uses }) => uses?.startsWith("actions/attest@"));
    expect(signed?.with).toEqual({
      "subject-name": "${{ steps.build.outputs.name }}",
      "subject-digest": "${{ steps.build.outputs.digest }}",
    });
    expect(job.permissions).toMatchObject({ "id-token": "write", attestations: "write" });
  }
});

test("a work pool outside of pull requests gets an image by its digest, or keeps the one that it has", () => {
  const giving = stepsOf(generated).filter(
    ({ step: { uses, with: given = {} } }) =>
      uses?.includes("/update-work-pool") && given.image !== undefined,
  );
  const lasting = giving.filter(({ step: { with: given = {} } }) => !("temporary-for" in given));
  expect(lasting.length).toBeGreaterThan(10);
  for (const { name, step } of lasting) {
    const { image, "keep-image": keeps } = step.with ?? {};
    const byDigest = /^\$\{\{ needs\.(flows-image-)?image\.outputs\.image( \|\||\s*\}\})/.test(String(image));
    expect({ name, ok: byDigest || keeps === true }).toEqual({ name, ok: true });
    if (keeps !== undefined && keeps !== true)
      expect(String(keeps)).toBe("${{ needs.flows-image-image.outputs.image == '' }}");
  }
  for (const { value } of jobsOf([...copied])) {
    if (value.outputs?.image) expect(value.outputs.image).toBe("${{ steps.build.outputs.image-by-digest }}");
  }
});

test("nothing is checked out beside a pull request's files, where a link of theirs could lead anywhere", () => {
  for (const { step } of stepsOf(everything)) {
    if (step.uses?.startsWith("actions/checkout@")) expect(step.with).not.toHaveProperty("path");
  }
  const beside = stepsOf(generated).filter(({ step }) => step.run?.startsWith("git worktree add"));
  expect(beside.length).toBeGreaterThan(3);
  for (const { step } of beside) {
    expect(step.env?.BESIDE).toMatch(/^\$\{\{ runner\.temp \}\}\//);
    expect(step.run).toContain('"$BESIDE" "origin/$DEFAULT_BRANCH"');
  }
});

test("the job's own token goes to GitHub alone: to its registry, its API, and to no registry that a setting names", () => {
  const giving = stepsOf(generated).flatMap(({ name, step }) =>
    Object.entries({ ...step.env, ...step.with }).flatMap(([key, value]) =>
      /github\.token|GITHUB_TOKEN/.test(String(value)) ? [{ name, key, value: String(value) }] : [],
    ),
  );
  expect(giving.length).toBeGreaterThan(6);
  for (const { name, key, value } of giving) {
    const toGitHub = /\(startsWith\([\w.-]+, 'ghcr\.io\/'\) && github\.token\)/.test(value);
    expect({ name, key, toGitHub }).toEqual({ name, key, toGitHub: true });
  }
});

describe("labels of runners", () => {
  const named = jobsOf(generated).filter(({ value }) =>
    (JSON.stringify(value["runs-on"]) ?? "").includes("prefect-"),
  );

  test("name machines, and no comment says that they keep anybody away", () => {
    expect(named.length).toBeGreaterThan(5);
    for (const path of workflowFiles(STAMP).keys()) {
      const comments = (readFileSync(join(projectRoot, path), "utf8").match(/^\s*#.*$/gm) ?? []).join(" ");
      expect(comments).not.toMatch(/never serves|serves nothing else|serves only/);
    }
  });
});

test("what is copied stands at a release's commit, and as committed at nothing that could be used", () => {
  for (const [path, text] of workflowFiles(STAMP)) {
    const uses = [...text.matchAll(/uses: (\S+)(?: # (\S+))?/g)];
    for (const [, used = "", version] of uses) {
      if (used.startsWith("$/")) continue;
      expect({ path, used }).toEqual({ path, used: expect.stringMatching(/@[0-9a-f]{40}$/) });
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    }
    const committed = readFileSync(join(projectRoot, path), "utf8");
    expect(committed).not.toMatch(/@v\d/);
    if (path.startsWith("workflows-templates/")) expect(committed).toMatch(/@RELEASE_COMMIT\b/);
  }
});

/** Every page that a user may copy from. */
const pages = [
  ...readdirSync(projectRoot),
  ...["actions", "docs", "workflows-templates"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      join(folder, path),
    ),
  ),
].filter((path) => path.endsWith(".md"));

test("no page names an action, or a clone of the suite, by a tag that moves", () => {
  expect(pages.length).toBeGreaterThan(20);
  const moving = pages.filter((path) => /uses: \S*\/actions\/\S+@v\d|--branch v\d+ /.test(textOf(path)));
  expect(moving).toEqual([]);
});

test("the clouds' log-in steps are pinned", () => {
  const used = textOf("docs/registries.md").match(/uses: .*/g) ?? [];
  expect(used.length).toBeGreaterThanOrEqual(4);
  for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test("an image's name that is made of the repository's is lowered by whoever takes it", () => {
  const LOWERING = /\/(build-flow-image|update-work-pool|delete-stale-images)(@|$)/;
  for (const { name, step } of stepsOf([...copied])) {
    for (const [input, value] of Object.entries(step.with ?? {})) {
      if (!/env\.IMAGE\b|github\.repository\b/.test(String(value))) continue;
      expect({ name, input, lowered: LOWERING.test(step.uses ?? "") }).toEqual({
        name,
        input,
        lowered: true,
      });
    }
    if (step.run?.includes("CHART_REGISTRY")) expect(step.run).toMatch(/\$\{CHART_REGISTRY,,\}/);
    expect(step.run ?? "").not.toMatch(/\$IMAGE\b|GITHUB_REPOSITORY\b/);
  }
});
