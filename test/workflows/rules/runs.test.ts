import { isMet } from "#services";
import { environmentOf } from "../../platform/parsed-workflow.ts";
import { startedJobs } from "./moments.ts";
import { BY_HAND, copied, generated, jobsOf, needsOf, stepsOf } from "./workflows.ts";

const running = stepsOf(generated).filter(({ step }) => step.uses?.includes("/run-deployments"));

describe("a pull request's runs in DEV", () => {
  const declared = running.filter(({ step }) => step.with?.select === "declared");
  const met = (condition = "", runs = "[]", available = "true") =>
    isMet(condition, {
      steps: { access: { outputs: { available } }, detect: { outputs: { "declared-runs": runs } } },
    });

  test("are steps of the job that deploys there, in every form that reaches DEV", () => {
    const names = declared.map(({ name }) => name.replace(/^(template|reusable) /, "")).sort();
    expect(names).toEqual([
      "basic-auth/prefect-deployments-pull-request: dev",
      "monorepo/prefect-deployments-pull-request: dev",
      "prefect-deployments-pull-request: dev",
      "prefect-deployments: dev",
      "prefect-platform-pull-request: dev",
      "without-kubernetes/prefect-platform-pull-request: dev",
    ]);
  });

  test.each(declared)(
    "$name: only where a definition declares one, of what was deployed",
    ({ step, job }) => {
      expect(met(step.if)).toBe(false);
      expect(met(step.if, '["orders/daily"]')).toBe(true);
      expect(met(step.if, '["orders/daily"]', "false")).toBe(false);
      expect(step.with).toMatchObject({
        "flow-reader": "static",
        "applied-file": "${{ steps.apply.outputs.applied-file }}",
      });
      expect(job.steps?.find(({ id }) => id === "apply")?.with).toHaveProperty("tags");
      // What fails there fails the job, and so the gate.
      expect(step["continue-on-error"]).toBeUndefined();
    },
  );

  test("are told in the comment, and where there was none nothing is", () => {
    const telling = stepsOf(generated).filter(({ step }) => step.with?.results !== undefined);
    expect(telling).toHaveLength(declared.length);
    for (const { step, job } of telling) {
      expect(needsOf(job)).toContain("dev");
      const results = (tried: string | undefined) =>
        isMet(`${String(step.with?.results).replace(/^\$\{\{ | \}\}$/g, "")}`, {
          needs: { dev: { outputs: { tried } } },
          runner: { temp: "/tmp" },
        });
      expect([results("true"), results("false"), results(undefined)]).toEqual([true, false, false]);
    }
  });
});

describe("runs after a deployment to PROD", () => {
  const after = jobsOf(generated).filter(({ id }) => id === "run");
  const starts = (job: (typeof after)[number]["value"], asked: string, result = "success", inputs = {}) => {
    const [prod = ""] = needsOf(job);
    const jobs = { [prod]: { steps: [] }, run: job };
    const outcome = startedJobs(jobs, {
      ...{ event: "push", failing: result === "failure" ? [prod] : [] },
      inputs: { "run-after-deploy": asked, ...inputs },
      vars: { PREFECT_RUN_AFTER_DEPLOY: asked },
    });
    return outcome.includes("run");
  };

  test("are a job of every form that deploys there", () => expect(after.length).toBe(10));

  test.each(after)("$name: off unless somebody says what, and after a success alone", ({ value }) => {
    expect(starts(value, "")).toBe(false);
    expect(starts(value, "new")).toBe(true);
    expect(starts(value, "orders/daily")).toBe(true);
    expect(starts(value, "new", "failure")).toBe(false);
    if (value.if?.includes("inputs.plan-only"))
      expect(starts(value, "new", "success", { "plan-only": true })).toBe(false);
    expect(environmentOf(value)).toBe("prod");
    expect(value.concurrency).toBeUndefined();
  });
});

test("runs by hand are a plan unless somebody says otherwise, and go where was said alone", () => {
  const { on, jobs = {} } = copied.get(BY_HAND) ?? {};
  const { inputs } = (on?.workflow_dispatch ?? {}) as { inputs: Record<string, { default?: unknown }> };
  expect(inputs["plan-only"]).toMatchObject({ default: true });
  // GitHub's limit until the end of 2025, and of its older Enterprise Servers.
  expect(Object.keys(inputs).length).toBeLessThanOrEqual(10);
  for (const environment of ["dev", "prod"]) {
    const chosen = { environment, "plan-only": true };
    expect(startedJobs(jobs, { event: "workflow_dispatch", inputs: chosen })).toEqual([environment]);
    expect(environmentOf(jobs[environment] ?? {})).toBe(environment);
  }
  expect(startedJobs(jobs, { event: "schedule" })).toEqual(["left-prod", "left-dev"]);
});

test("what a lost machine has left is cancelled by night alone, with no right but to ask about runs", () => {
  const cancelling = stepsOf(generated).filter(({ step }) => step.uses?.includes("/cancel-left-runs"));
  expect(cancelling.length).toBeGreaterThan(6);
  for (const { name, step, job } of cancelling) {
    expect(job.permissions).toMatchObject({ actions: "read" });
    const runs = (event_name: string) =>
      isMet(step.if ?? "", { github: { event_name }, steps: { access: { outputs: { available: "true" } } } });
    expect({ name, night: runs("schedule") }).toEqual({ name, night: true });
    if (!name.includes(BY_HAND)) expect(runs("pull_request")).toBe(false);
  }
});
