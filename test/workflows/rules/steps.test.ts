import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#services";
import { UNRELEASED } from "../../../pipelines/index.ts";
import { own, type ParsedJob, reusables } from "../../platform/parsed-workflow.ts";
import { everything, generated, jobsOf, needsOf, stepsOf } from "./workflows.ts";

const steps = stepsOf(everything);

interface ActionFile {
  inputs?: object;
  outputs?: object;
}

/** An action of ours that a step uses: its name, and what its file says. */
function actionOf(uses = ""): { action: string; file: ActionFile | undefined } | undefined {
  const [, action] = /\/actions\/([a-z-]+)(?:@|$)/.exec(uses) ?? [];
  if (action === undefined) return undefined;
  const path = join(projectRoot, "actions", action, "action.yml");
  return { action, file: existsSync(path) ? (parse(readFileSync(path, "utf8")) as ActionFile) : undefined };
}

test("name their actions by commit, or as their own repository's", () => {
  for (const { step } of steps) {
    if (step.uses === undefined) continue;
    const named = step.uses.startsWith(`${UNRELEASED.repository}/`)
      ? step.uses.replace(UNRELEASED.repository, "$").replace(`@${UNRELEASED.ref}`, "")
      : step.uses;
    expect(named).toMatch(/^(\$\/actions\/[a-z-]+|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
  }
});

test("give an action only what it takes", () => {
  const unknown = steps.flatMap(({ name, step: { uses, with: given = {} } }) => {
    const { action, file } = actionOf(uses) ?? {};
    if (action === undefined) return [];
    if (file === undefined) return [`${name}: there is no action ${action}`];
    return Object.keys(given)
      .filter((key) => !(key in (file.inputs ?? {})))
      .map((key) => `${name}: ${action} has no input ${key}`);
  });
  expect(unknown).toEqual([]);
});

test("read only what is there: outputs of steps before, of jobs that they need, inputs that are declared", () => {
  const missing = jobsOf(everything).flatMap(({ name, file, value: job }) => {
    const text = JSON.stringify(job);
    const ids = new Map((job.steps ?? []).flatMap((step) => (step.id ? [[step.id, step] as const] : [])));
    const wrong: string[] = [];
    for (const [, id = "", output = ""] of text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      const step = ids.get(id);
      const outputs = actionOf(step?.uses)?.file?.outputs;
      if (!step || (outputs && !(output in outputs))) wrong.push(`steps.${id}.outputs.${output}`);
    }
    for (const [, id = "", output = ""] of text.matchAll(/\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      const needed = file.jobs[id];
      const isThere = needsOf(job).includes(id) && output in outputsOf(needed);
      if (!isThere) wrong.push(`needs.${id}.outputs.${output}`);
    }
    const declared = Object.values(file.on).flatMap((on) => Object.keys((on?.inputs ?? {}) as object));
    for (const [, input = ""] of text.matchAll(/\binputs\.([\w-]+)/g)) {
      if (!declared.includes(input)) wrong.push(`inputs.${input}`);
    }
    return wrong.map((what) => `${name}: ${what}`);
  });
  expect(missing).toEqual([]);
});

/** The outputs of a job, or of the workflow that it calls. */
function outputsOf({ uses, outputs = {} }: ParsedJob = {}): object {
  const [, name] = /([\w-]+)\.yml(?:@|$)/.exec(uses ?? "") ?? [];
  const called = name === undefined ? undefined : (reusables.get(name) ?? own.get(name));
  return called === undefined ? outputs : ((called.on.workflow_call?.outputs ?? {}) as object);
}

describe("lists of deployments", () => {
  test("travel from action to action as files, however many deployments there are", () => {
    const passed = steps.flatMap(({ name, step: { with: given = {} } }) =>
      Object.entries(given).flatMap(([input, value]) =>
        /outputs\.(deployments|added|modified|affected|removed|reasons|new-schedules|open-deployments|created|updated|failed)\b(?!-)/.test(
          String(value),
        )
          ? [`${name.replace(/^\S+ /, "")} ${input}`]
          : [],
      ),
    );
    // By hand everything is one word, and what has left the files is read from an output, which is empty with a notice
    // where some thousand have at once.
    for (const name of passed) expect(name).toMatch(/: (prod|plan|deployments-prod) removed$/);
    expect(passed.length).toBeGreaterThan(4);
  });

  test("are handed on by every detection and every apply", () => {
    const taking = stepsOf(generated).filter(({ step: { uses } }) =>
      /\/apply-deployments(@|$)/.test(uses ?? ""),
    );
    expect(taking.length).toBeGreaterThan(25);
    for (const { name, step } of taking) {
      const { "changes-file": changes, deployments } = step.with ?? {};
      const byFile = String(changes).includes("steps.detect.outputs.changes-file");
      const byTag = /^tag:|outputs\.stale \}\}$/.test(String(deployments));
      expect({ name, ok: byFile || byTag }).toEqual({ name, ok: true });
    }
  });
});

test("PROD's new schedules start in the request that makes them: a job that ends between leaves none off", () => {
  const applying = stepsOf(generated).filter(({ step: { uses } }) =>
    /\/apply-deployments(@|$)/.test(uses ?? ""),
  );
  for (const { name, step } of applying) {
    const { schedules, "start-new-schedules": starts } = step.with ?? {};
    expect({ name, starts: starts === true }).toEqual({ name, starts: schedules === "keep" });
  }
  expect(stepsOf(generated).filter(({ step: { uses } }) => uses?.includes("/resume-schedules"))).toEqual([]);
});

test("keep no credentials in a checkout, and have the history", () => {
  for (const { step } of steps.filter(({ step: { uses } }) => uses?.startsWith("actions/checkout@"))) {
    expect(step.with).toMatchObject({ "persist-credentials": false, "fetch-depth": 0 });
  }
});

test("of Bash are one line, and no expression is pasted into one", () => {
  for (const { step } of steps) {
    if (step.run === undefined) continue;
    expect(step.run).not.toContain("\n");
    expect(step.run).not.toContain("${{");
  }
});

test("DEV and PROD get the same chart: an empty version is resolved once", () => {
  const upgrading = stepsOf(generated).filter(
    ({ name, step: { with: given = {} } }) => "chart-version" in given && /merge|platform:/.test(name),
  );
  expect(upgrading.length).toBeGreaterThan(4);
  for (const { step } of upgrading) {
    expect(step.with?.["chart-version"]).toMatch(
      /^\$\{\{ needs\.(worker-)?changed\.outputs\.chart-version \}\}$/,
    );
  }
});
