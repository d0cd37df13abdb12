import { isMet } from "#services";
import { environmentOf } from "../../platform/parsed-workflow.ts";
import { copied, eventsOf, generated, jobsOf, needsOf, ONE_FILE, stepsOf } from "./workflows.ts";

const commenting = jobsOf(generated).filter(({ value }) =>
  (value.steps ?? []).some(({ uses }) => uses?.includes("/comment-plan")),
);

test("only jobs that see no secret, no environment and no clone may write to a pull request", () => {
  expect(commenting.length).toBeGreaterThan(18);
  for (const { name, value } of commenting) {
    expect({ name, permissions: value.permissions }).toEqual({
      name,
      permissions: { "pull-requests": "write" },
    });
    expect(environmentOf(value)).toBeUndefined();
    expect(JSON.stringify(value)).not.toMatch(/secrets\.|vars\.PREFECT_API|actions\/checkout@/);
    for (const { uses = "", run } of value.steps ?? []) {
      expect(uses).toMatch(/^$|\/comment-plan|^actions\/download-artifact@/);
      if (uses === "") expect(run).toBe("exit 1");
    }
  }
  const names = new Set(commenting.map(({ name }) => name));
  const writing = jobsOf(generated).filter(
    ({ value: { uses, permissions } }) => uses === undefined && permissions?.["pull-requests"] === "write",
  );
  for (const { name } of writing) expect(names).toContain(name);
});

/** Workflows that bring the default branch to PROD; a pull request's comment says so afterwards. */
const deploying = generated.filter(([name, { jobs }]) =>
  Object.entries(jobs).some(
    ([id]) => /^(deployments-)?prod$/.test(id) && !/(image|worker|pool|prefect-run)/.test(name),
  ),
);

test("each form that deploys to PROD says so in the pull requests' comments", () => {
  expect(deploying.map(([name]) => name.replace(/^(template|reusable) /, "")).sort()).toEqual([
    "approval/prefect-deployments-merge",
    "approval/prefect-platform",
    "basic-auth/prefect-deployments-merge",
    "deploy-on-tag/prefect-deployments-tag",
    "monorepo/prefect-deployments-merge",
    "one-environment/prefect-deployments-merge",
    "prefect-deployments",
    "prefect-deployments-merge",
    "prefect-platform",
    "without-kubernetes/prefect-platform",
  ]);
});

describe.each(deploying)("%s", (_name, { jobs, on }) => {
  const edit = jobs["last-edit"] ?? {};
  const [prod = ""] = needsOf(edit);
  const runs = (result: string, inputs: object = {}, event = "push") =>
    isMet((edit.if ?? "").replace("failure()", String(result === "failure")), {
      github: { event_name: event },
      needs: { [prod]: { result } },
      inputs,
    });

  test("edits after PROD's job alone, and tells how that ended", () => {
    expect(prod).toMatch(/^(deployments-)?prod$/);
    expect(edit.steps).toEqual([
      expect.objectContaining({
        "continue-on-error": true,
        with: {
          "last-edit": "deployed",
          commits: `\${{ needs.${prod}.outputs.commits }}`,
          checks: `deploy to PROD=\${{ needs.${prod}.result }}`,
        },
      }),
    ]);
    expect(runs("success")).toBe(true);
    expect(runs("failure")).toBe(true);
    // Nothing was to be done, or nobody approved it yet.
    expect(runs("skipped")).toBe(false);
  });

  test("not for a plan, nor for some deployments by hand", () => {
    const dispatch = (on.workflow_dispatch ?? on.workflow_call ?? {}) as { inputs?: object };
    const { inputs = {} } = dispatch;
    for (const [input, value] of Object.entries({ "plan-only": true, deployments: "a, b" })) {
      if (!(input in inputs)) continue;
      expect({ input, runs: runs("success", { [input]: value }, "workflow_dispatch") }).toEqual({
        input,
        runs: false,
      });
    }
  });
});

test("where a pull request gets a comment, its end is said in it, merged or not", () => {
  const folderOf = (name: string) => name.slice(0, name.lastIndexOf("/") + 1);
  const telling = [...copied].filter(([name, file]) =>
    eventsOf(`template ${name}`, file).includes("pull_request"),
  );
  const folders = (file: string, lastEdit: string) =>
    telling
      .filter(([name, { jobs }]) =>
        stepsOf([[name, { jobs } as (typeof telling)[number][1]]]).some(
          ({ step: { uses = "", with: given = {} } }) =>
            name.endsWith(file) &&
            uses.includes("/comment-plan") &&
            (given["last-edit"] ?? "none") === lastEdit,
        ),
      )
      .map(([name]) => folderOf(name))
      .sort();
  const commented = folders(`${ONE_FILE}-pull-request`, "none");
  expect(commented.length).toBeGreaterThan(3);
  expect(folders(`${ONE_FILE}-close`, "closed")).toEqual(commented);
});
