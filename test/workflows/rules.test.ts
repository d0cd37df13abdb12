import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#services";
import { UNRELEASED, workflowFiles } from "../../pipelines/index.ts";
import {
  besides,
  callers,
  own,
  type ParsedJob,
  type ParsedWorkflow,
  reusables,
  templates,
  variants,
} from "../platform/parsed-workflow.ts";

/** All that are complete workflows to copy. */
const copied = new Map([...templates, ...variants, ...besides]);
const all: [string, ParsedWorkflow][] = [
  ...[...copied].map(([name, file]): [string, ParsedWorkflow] => [`template ${name}`, file]),
  ...[...reusables].map(([name, file]): [string, ParsedWorkflow] => [`reusable ${name}`, file]),
  ...[...callers].map(([name, file]): [string, ParsedWorkflow] => [`caller ${name}`, file]),
];
/** With those of this repository itself. */
const everything = [
  ...all,
  ...[...own].map(([name, file]): [string, ParsedWorkflow] => [`own ${name}`, file]),
];
const allJobs = all.flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([id, job]): [string, ParsedJob] => [`${file}: ${id}`, job]),
);
const needsOf = ({ needs }: ParsedJob) => [needs ?? []].flat();

/** Entries of a folder's variants of the deployments pipeline that are those of the pipeline itself. */
const sameAs = (entries: Record<string, unknown>, folder: string, ...moments: string[]) =>
  Object.fromEntries(
    moments.map((moment) => [
      `${folder}/prefect-deployments-${moment}`,
      entries[`prefect-deployments-${moment}`],
    ]),
  );

test("the committed files are what pipelines/ gives", () => {
  const files = workflowFiles();
  for (const [path, content] of files) {
    expect({ path, content: readFileSync(join(projectRoot, path), "utf8") }).toEqual({ path, content });
  }
  const generated = [...files.keys()].filter((path) => path.startsWith("workflows-templates/"));
  expect(generated.length).toBe(copied.size + callers.size);
});

test("what starts each workflow", () => {
  const triggers = Object.fromEntries([...templates].map(([name, { on }]) => [name, on]));
  const pullRequest = { pull_request: { branches: ["main"] }, merge_group: null };
  const closed = { branches: ["main"], types: ["closed"] };
  const main = { branches: ["main"] };
  const swept = {
    pull_request: closed,
    schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }],
    workflow_dispatch: null,
  };
  expect(triggers).toEqual({
    "flows-image-pull-request": pullRequest,
    "prefect-worker-pull-request": pullRequest,
    "prefect-deployments-pull-request": pullRequest,
    "flows-image-merge": { push: main, workflow_dispatch: null },
    "prefect-worker-merge": { push: main, workflow_dispatch: null },
    "prefect-deployments-merge": { push: main, workflow_dispatch: expect.anything() },
    "prefect-platform": { push: main, workflow_dispatch: expect.anything() },
    "prefect-deployments-close": swept,
    "prefect-work-pool-close": swept,
    "prefect-worker-close": swept,
  });
  expect(Object.fromEntries([...variants].map(([name, { on }]) => [name, on]))).toEqual({
    ...sameAs(triggers, "monorepo", "pull-request", "merge", "close"),
    ...sameAs(triggers, "basic-auth", "pull-request", "merge", "close"),
    ...sameAs(triggers, "one-environment", "pull-request", "merge"),
    "approval/prefect-deployments-merge": {
      push: main,
      workflow_dispatch: { inputs: { commit: expect.anything(), "allow-older": expect.anything() } },
    },
    "deploy-on-tag/prefect-deployments-merge": { push: main, workflow_dispatch: null },
    "deploy-on-tag/prefect-deployments-tag": {
      push: { tags: ["v*"] },
      workflow_dispatch: expect.anything(),
    },
    "without-kubernetes/prefect-work-pool-pull-request": pullRequest,
    "without-kubernetes/prefect-work-pool-merge": { push: main, workflow_dispatch: null },
  });
  expect(Object.fromEntries([...besides].map(([name, { on }]) => [name, on]))).toEqual({
    "dbt-pull-request": pullRequest,
    "container-image": { ...pullRequest, push: main },
    "helm-chart": { ...pullRequest, push: main, workflow_dispatch: null },
    "python-pull-request": pullRequest,
    "python-release": { push: main, workflow_dispatch: null },
    "python-publish": { release: { types: ["published"] }, workflow_dispatch: null },
  });
  for (const [name, { on }] of callers) expect({ [name]: on }).toEqual({ [name]: triggers[name] });
  for (const { on } of reusables.values()) expect(Object.keys(on)).toEqual(["workflow_call"]);
});

test("both forms have the same jobs and steps, but for how they name actions and settings", () => {
  const strip = (jobs: object) =>
    JSON.stringify(jobs, (key, value: unknown) =>
      key === "runs-on"
        ? undefined
        : typeof value === "string"
          ? value
              .replace(/^(\$|[\w-]+\/[\w-]+)\/(actions\/[^@]+)(@.*)?$/, "$2")
              .replace(
                /\benv\.([A-Z0-9_]+)/g,
                (_match, name: string) => `inputs.${name.toLowerCase().replaceAll("_", "-")}`,
              )
          : value,
    );
  for (const [name, { jobs }] of reusables) {
    expect({ name, jobs: strip(templates.get(name)?.jobs ?? {}) }).toEqual({ name, jobs: strip(jobs) });
  }
  expect([...callers.keys()].sort()).toEqual([...reusables.keys()].sort());
  expect([...templates.keys()].filter((name) => !reusables.has(name))).toEqual(["prefect-platform"]);
});

test("a setting's default is the same in both forms", () => {
  for (const [name, { on }] of reusables) {
    const inputs = (on.workflow_call?.inputs ?? {}) as Record<string, { default: string }>;
    const env = Object.entries(templates.get(name)?.env ?? {});
    expect(env.map(([key, value]) => [key, value])).toEqual(
      env.map(([key]) => [key, inputs[key.toLowerCase().replaceAll("_", "-")]?.default]),
    );
  }
});

describe("permissions", () => {
  test.each(everything)("%s grants nothing but to single jobs", (_name, { permissions, jobs }) => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
  });

  test.each([...callers])(
    "the caller of %s grants exactly what the called jobs ask for",
    (name, { jobs }) => {
      const called = Object.values(reusables.get(name)?.jobs ?? {}).flatMap(({ permissions }) =>
        Object.entries(permissions ?? {}),
      );
      const union: Record<string, string> = {};
      for (const [scope, access] of called) if (union[scope] !== "write") union[scope] = access;
      expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual([union]);
    },
  );

  test("only these may write", () => {
    const writing = [...copied].flatMap(([file, { jobs }]) =>
      Object.entries(jobs).flatMap(([id, { permissions }]) =>
        Object.entries(permissions ?? {})
          .filter(([, access]) => access === "write")
          .map(([scope]) => `${file} ${id} ${scope}`),
      ),
    );
    expect(writing.sort()).toEqual([
      "container-image push packages",
      "deploy-on-tag/prefect-deployments-merge release actions",
      "deploy-on-tag/prefect-deployments-merge release contents",
      "flows-image-merge image packages",
      "flows-image-merge release contents",
      "flows-image-pull-request image packages",
      "helm-chart push packages",
      "prefect-platform flows-image-image packages",
      "prefect-platform flows-image-release contents",
      "python-publish documentation id-token",
      "python-publish documentation pages",
      "python-publish image packages",
      "python-publish package id-token",
      "python-release release actions",
      "python-release release contents",
    ]);
  });
});

test.each(allJobs)("%s ends after a while, whatever hangs", (_name, { uses, "timeout-minutes": minutes }) => {
  if (uses === undefined) expect(minutes).toBeLessThanOrEqual(60);
  else expect(minutes).toBeUndefined();
});

/** A job with an environment's Prefect server; the one that only plans waits for nobody. */
const writesToPrefect = (name: string, { env = {} }: ParsedJob) =>
  "PREFECT_API_URL" in env && !name.endsWith(": plan");

describe("concurrency", () => {
  test("no run is ever cut off", () => {
    const given = [...all.map(([, file]) => file), ...allJobs.map(([, job]) => job)];
    const set = given.flatMap(({ concurrency }) => concurrency ?? []);
    expect(set.length).toBeGreaterThan(20);
    expect(set.every((concurrency) => concurrency["cancel-in-progress"] === false)).toBe(true);
  });

  test.each(allJobs)("%s has its environment's group where it writes to Prefect", (name, job) => {
    expect(job.concurrency).toEqual(
      (writesToPrefect(name, job) || undefined) && {
        group: `prefect-${job.environment}`,
        queue: "max",
        "cancel-in-progress": false,
      },
    );
  });

  test("a pull request's runs wait for each other, and its close for them; merges all get their turn", () => {
    const groupsOf = (files: Map<string, ParsedWorkflow>) =>
      Object.fromEntries([...files].map(([name, { concurrency }]) => [name, concurrency]));
    const groups = groupsOf(templates);
    const ofPullRequest = (name: string) => ({
      group: `${name}-\${{ github.event.pull_request.number || github.ref }}`,
      "cancel-in-progress": false,
    });
    const merges = (name: string) => ({ group: name, queue: "max", "cancel-in-progress": false });
    expect(groups).toEqual({
      "flows-image-pull-request": ofPullRequest("flows-image"),
      "prefect-worker-pull-request": ofPullRequest("worker"),
      "prefect-deployments-pull-request": ofPullRequest("deployments"),
      "prefect-deployments-close": ofPullRequest("deployments"),
      "prefect-work-pool-close": ofPullRequest("work-pool"),
      "prefect-worker-close": ofPullRequest("worker"),
      "flows-image-merge": merges("flows-image-merge"),
      "prefect-worker-merge": merges("worker-merge"),
      "prefect-deployments-merge": merges("deployments-merge"),
      "prefect-platform": merges("platform-merge"),
    });
    expect(groupsOf(variants)).toEqual({
      ...sameAs(groups, "monorepo", "pull-request", "merge", "close"),
      ...sameAs(groups, "basic-auth", "pull-request", "merge", "close"),
      ...sameAs(groups, "one-environment", "pull-request", "merge"),
      // A run that waits for its approval holds up no other.
      "approval/prefect-deployments-merge": merges("deployments-merge-${{ github.sha }}"),
      ...sameAs(groups, "deploy-on-tag", "merge"),
      "deploy-on-tag/prefect-deployments-tag": merges("deployments-tag"),
      "without-kubernetes/prefect-work-pool-pull-request": ofPullRequest("work-pool"),
      "without-kubernetes/prefect-work-pool-merge": merges("work-pool-merge"),
    });
    expect(groupsOf(besides)).toEqual({
      "dbt-pull-request": ofPullRequest("dbt"),
      "container-image": ofPullRequest("container-image"),
      "helm-chart": { ...ofPullRequest("helm-chart"), queue: "max" },
      "python-pull-request": ofPullRequest("python"),
      "python-release": merges("python-release"),
      "python-publish": merges("python-publish-${{ github.ref }}"),
    });
    for (const [name, { concurrency }] of callers) expect(concurrency).toEqual(groups[name]);
    // The caller holds the group; with the same one in the called workflow it would wait for itself.
    for (const { concurrency } of reusables.values()) expect(concurrency).toBeUndefined();
  });
});

describe("pull requests", () => {
  const onPullRequest = [...copied].filter(
    ([, { on }]) => "pull_request" in on && on.pull_request?.types === undefined,
  );
  const ofPipelines = onPullRequest.filter(([name]) => !besides.has(name));

  test("those of the pipelines and of what stands beside them, and no other", () => {
    expect(onPullRequest.length).toBe(3 + 3 + 1 + 4);
  });

  test.each(ofPipelines)("%s ends in a gate that waits for every other job", (_name, { jobs }) => {
    const { gate, ...others } = jobs;
    expect(gate?.if).toBe("always()");
    expect(needsOf(gate ?? {}).sort()).toEqual(Object.keys(others).sort());
  });

  test("the gates have names of their own, which branch protection tells apart; a variant's is the same", () => {
    const names = ofPipelines.map(([name, { jobs }]) => `${name.replace(/^.*\//, "")}: ${jobs.gate?.name}`);
    expect([...new Set(names)].sort()).toEqual([
      "flows-image-pull-request: flows image gate",
      "prefect-deployments-pull-request: deployments gate",
      "prefect-work-pool-pull-request: work pool gate",
      "prefect-worker-pull-request: worker gate",
    ]);
  });

  test.each(onPullRequest)(
    "%s names in its comment the one check to require, which always reports",
    (name, file) => {
      const text = readFileSync(join(projectRoot, `workflows-templates/${name}.yml`), "utf8");
      const comment = (/^(#.*\n)+/.exec(text)?.[0] ?? "").replace(/\n# ?/g, " ");
      const [, required] = /[Rr]equire the check `([^`]+)`/.exec(comment) ?? [];
      const job = Object.values(file.jobs).find((candidate) => candidate.name === required);
      expect([
        "always()",
        undefined,
        "github.event_name != 'push'",
        "github.event_name == 'pull_request' || github.event_name == 'merge_group'",
      ]).toContain(job ? job.if : `no job ${required}`);
    },
  );

  test.each(onPullRequest)("%s checks out the head commit, not GitHub's merge of it", (_name, { jobs }) => {
    const refs = Object.values(jobs)
      .filter(({ if: condition }) => !condition?.startsWith("github.event_name == 'push'"))
      .flatMap(({ steps }) => steps ?? [])
      .filter(({ uses, with: given }) => uses?.startsWith("actions/checkout@") && !given?.path)
      .map(({ with: given }) => given?.ref);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs) {
      expect([
        "${{ github.event.pull_request.head.sha || github.sha }}",
        "refs/pull/${{ github.event.pull_request.number }}/head",
      ]).toContain(ref);
    }
  });

  test.each(
    [...copied].flatMap(([file, { on, jobs }]) =>
      "pull_request" in on
        ? Object.entries(jobs)
            .filter(([, job]) => job.env?.PREFECT_API_URL)
            .map(([id, job]): [string, ParsedJob] => [`${file}: ${id}`, job])
        : [],
    ),
  )("%s, which gets secrets, leaves out forks and stays off PROD", (_name, job) => {
    expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(job.environment).toBe("dev");
  });

  test("the dbt project's job gets its secret in one step, and leaves everything out without it", () => {
    const { parse: job, ...others } = besides.get("dbt-pull-request")?.jobs ?? {};
    expect(others).toEqual({});
    expect(job?.environment).toBe("dev");
    expect(job?.env).toEqual({ HAS_PROFILES: "${{ secrets.DBT_PROFILES_BASE64 != '' }}" });
    const [say, ...steps] = job?.steps ?? [];
    expect(say?.if).toBe("env.HAS_PROFILES != 'true'");
    expect(steps.map((step) => step.if)).toEqual(steps.map(() => "env.HAS_PROFILES == 'true'"));
    expect(steps.filter((step) => JSON.stringify(step).includes("secrets."))).toHaveLength(1);
  });

  test("nothing runs with the base repository's rights", () => {
    for (const [, { on }] of everything) expect(Object.keys(on)).not.toContain("pull_request_target");
  });
});

describe("secrets", () => {
  test.each([...callers])(
    "the caller of %s hands on each one that is declared, by its own name",
    (name, file) => {
      const declared = Object.keys((reusables.get(name)?.on.workflow_call?.secrets ?? {}) as object);
      const [job] = Object.values(file.jobs);
      expect(job?.secrets).toEqual(
        declared.length === 0
          ? undefined
          : Object.fromEntries(declared.map((key) => [key, `\${{ secrets.${key} }}`])),
      );
    },
  );

  test.each([...reusables])("%s declares every secret that it reads as optional", (_name, { on, jobs }) => {
    const read = [...JSON.stringify(jobs).matchAll(/secrets\.([A-Z_]+)/g)].map(([, key]) => key);
    const declared = (on.workflow_call?.secrets ?? {}) as Record<string, { required: boolean }>;
    expect(Object.keys(declared).sort()).toEqual([...new Set(read)].sort());
    expect(Object.values(declared).every(({ required }) => required === false)).toBe(true);
  });
});

describe("steps", () => {
  const steps = everything.flatMap(([file, { jobs }]) =>
    Object.entries(jobs).flatMap(([id, { steps = [] }]) =>
      steps.map((step) => ({ name: `${file}: ${id}`, step })),
    ),
  );

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
    const unknown = steps.flatMap(({ name, step: { uses = "", with: given = {} } }) => {
      const [, action] = /\/actions\/([a-z-]+)/.exec(uses) ?? [];
      if (action === undefined) return [];
      const file = join(projectRoot, "actions", action, "action.yml");
      if (!existsSync(file)) return [`${name}: there is no action ${action}`];
      const { inputs = {} } = parse(readFileSync(file, "utf8")) as { inputs?: object };
      return Object.keys(given)
        .filter((key) => !(key in inputs))
        .map((key) => `${name}: ${action} has no input ${key}`);
    });
    expect(unknown).toEqual([]);
  });

  test("start new schedules in the request that makes them, where those that exist keep their state", () => {
    const keeping = steps.filter(({ step: { with: given } }) => given?.schedules === "keep");
    expect(keeping.length).toBeGreaterThan(0);
    for (const { step } of keeping) expect(step.with).toMatchObject({ "start-new-schedules": true });
    expect(steps.filter(({ step: { uses } }) => uses?.includes("/resume-schedules"))).toEqual([]);
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
});
