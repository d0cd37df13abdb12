import { isMet } from "#services";
import { environmentOf, type ParsedJob, variants } from "../../platform/parsed-workflow.ts";
import { BY_HAND, commentOf, copied, eventsOf, everything, generated, jobsOf, needsOf } from "./workflows.ts";

/** Environments that may have reviewers, and no others: the guide gives none to any other. */
const WITH_REVIEWERS = ["prod-approval", "release-approval"];

const all = jobsOf(everything);
const isAsked = (job: ParsedJob) => WITH_REVIEWERS.includes(environmentOf(job) ?? "");

describe("approval", () => {
  const asking = all.filter(({ value }) => isAsked(value));

  test("is asked for where it should be", () => {
    expect(asking.map(({ name }) => name).sort()).toEqual([
      "own e2e: approve",
      "own release: approve",
      "template approval/prefect-deployments-merge: approve",
      "template approval/prefect-platform: approve",
    ]);
  });

  test.each(asking)("$name holds up nobody, and sees no secret", ({ file, value }) => {
    expect(value.concurrency).toBeUndefined();
    // A group of the whole run would wait just as long, unless every run has one of its own.
    if (file.concurrency) expect(file.concurrency.group).toMatch(/\$\{\{ github\.(sha|run_id) \}\}$/);
    expect(value.permissions).toEqual({});
    expect(value.env).toBeUndefined();
    expect(JSON.stringify(value)).not.toMatch(/secrets\.|github\.token|vars\.PREFECT_API/);
    expect((value.steps ?? []).map(({ uses }) => uses)).toEqual([undefined]);
  });

  test.each([...variants].filter(([name]) => name.startsWith("approval/")))(
    "%s asks once, and everything in PROD waits for the answer",
    (_name, { jobs }) => {
      expect(Object.values(jobs).filter(isAsked)).toHaveLength(1);
      const inProd = Object.values(jobs).filter((job) => environmentOf(job) === "prod");
      expect(inProd.length).toBeGreaterThan(0);
      for (const job of inProd) {
        // What runs what was deployed follows a job that waited.
        const [before = ""] = needsOf(job);
        const follows = inProd.includes(jobs[before] ?? {}) ? before : "approve";
        if (follows !== "approve") {
          expect(job.if).toContain(` && needs.${follows}.result == 'success' && `);
          continue;
        }
        expect(needsOf(job)).toContain("approve");
        // Once one of its needs may have been skipped, a job has to ask for the approval itself.
        if (job.if !== undefined) expect(job.if).toMatch(/^needs\.approve\.result == 'success' && /);
      }
      // The plan that is approved is made before, in an environment that asks nobody.
      expect(needsOf(jobs.approve ?? {})).toContain("plan");
      expect(environmentOf(jobs.plan ?? {})).toBe("prod-plan");
    },
  );

  test("each comment says which environment has reviewers, and that no other has", () => {
    for (const name of [...variants.keys()].filter((key) => key.startsWith("approval/"))) {
      expect(commentOf(`workflows-templates/${name}.yml`)).toMatch(
        /`prod-approval` has required reviewers.*neither has reviewers/,
      );
    }
  });
});

/** A job with an environment's Prefect server that changes something there. */
const WRITING = /apply-deployments|update-work-pool|resume-schedules/;
const writes = ({ steps = [] }: ParsedJob) =>
  steps.some(({ uses = "", with: given }) => WRITING.test(uses) && given?.["plan-only"] !== true);

test.each(jobsOf(generated))(
  "$name is in its environment's queue just where it writes there",
  ({ value: job }) => {
    const name = typeof job.environment === "object" ? job.environment.name : job.environment;
    expect(job.concurrency).toEqual(
      (writes(job) || undefined) && { group: `prefect-${name}`, queue: "max", "cancel-in-progress": false },
    );
  },
);

test("names of environments are a variable's, with the usual ones behind it, or an input", () => {
  const names = jobsOf(generated).flatMap(({ value: { environment } }) =>
    typeof environment === "object" ? [environment.name] : [environment ?? []].flat(),
  );
  expect([...new Set(names)].sort()).toEqual([
    "${{ inputs.dev-environment }}",
    "${{ inputs.prod-environment }}",
    "${{ vars.PREFECT_DEV_ENVIRONMENT || 'dev' }}",
    "${{ vars.PREFECT_PROD_APPROVAL_ENVIRONMENT || 'prod-approval' }}",
    "${{ vars.PREFECT_PROD_ENVIRONMENT || 'prod' }}",
    "${{ vars.PREFECT_PROD_PLAN_ENVIRONMENT || 'prod-plan' }}",
    "github-pages",
    "pypi",
  ]);
});

test("the timeline shows deployments, with a page, and nothing that only reads or tidies up", () => {
  const inEnvironment = jobsOf(generated).filter(({ value }) => value.environment !== undefined);
  expect(inEnvironment.length).toBeGreaterThan(40);
  for (const { name, value } of inEnvironment) {
    const { environment } = value;
    const isTidying = /-close: |: clean$/.test(name);
    if (environmentOf(value) === "pypi") continue;
    expect({ name, environment }).toEqual({
      name,
      environment:
        (writes(value) && !isTidying) || environmentOf(value) === "github-pages"
          ? { name: expect.anything(), url: expect.stringMatching(/steps\.(access|deployment)\.outputs\./) }
          : { name: expect.anything(), deployment: false },
    });
  }
});

test.each(everything.filter(([name, file]) => eventsOf(name, file).includes("merge_group")))(
  "%s: the merge queue enters no environment, which would refuse its branch",
  (_name, { jobs }) => {
    for (const [id, job] of Object.entries(jobs)) {
      if (environmentOf(job) === undefined) continue;
      const event = { action: "checks_requested", merge_group: {}, repository: { default_branch: "main" } };
      const needs = { check: { outputs: { "any-changed": "true" } }, image: { outputs: { pushed: "true" } } };
      const runs = isMet(job.if ?? "true", {
        github: { event_name: "merge_group", event },
        needs,
        inputs: { "run-after-deploy": "new" },
        vars: { PREFECT_RUN_AFTER_DEPLOY: "new" },
      });
      expect({ id, runs }).toEqual({ id, runs: false });
    }
  },
);

test("PROD is entered by what was merged alone", () => {
  const inProd = [...copied].flatMap(([name, file]) =>
    Object.values(file.jobs).flatMap((job) =>
      environmentOf(job)?.startsWith("prod") ? [[name, file] as const] : [],
    ),
  );
  expect(inProd.length).toBeGreaterThan(10);
  for (const [name, file] of inProd) {
    // The night tidies up after runs by hand.
    for (const event of eventsOf(`template ${name}`, file))
      expect(["push", "workflow_dispatch", ...(name === BY_HAND ? ["schedule"] : [])]).toContain(event);
  }
});
