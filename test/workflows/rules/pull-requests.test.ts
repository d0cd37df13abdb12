import { isMet } from "#services";
import {
  besides,
  callers,
  environmentOf,
  type ParsedJob,
  type ParsedWorkflow,
  reusables,
  templates,
} from "../../platform/parsed-workflow.ts";
import { commentOf, copied, jobsOf, needsOf } from "./workflows.ts";

const startedByPullRequest = ([, { on }]: [string, ParsedWorkflow]) =>
  "pull_request" in on && !JSON.stringify(on.pull_request).includes("closed");
const onPullRequest = [...copied].filter(startedByPullRequest);
const ofPipelines = onPullRequest.filter(([name]) => !besides.has(name));
const gated: [string, ParsedWorkflow][] = [
  ...ofPipelines,
  ...[...callers]
    .filter(([, { jobs }]) => "gate" in jobs)
    .map(([name, file]): [string, ParsedWorkflow] => [`caller ${name}`, file]),
];

test("those of the pipelines and of what stands beside them, and no other", () => {
  expect(onPullRequest.length).toBe(4 + 5 + 1 + 4);
  expect(gated.length).toBe(4 + 5 + 1 + 3);
});

describe.each(gated)("%s", (_name, { jobs, on }) => {
  const { types = [] } = on.pull_request as { types?: string[] };
  const { gate = {}, ...others } = jobs;

  test("ends in a gate that waits for every other job", () => {
    // What closes a pull request has nothing to judge any more.
    const whenClosed = types.includes("closed") ? " && github.event.action != 'closed'" : "";
    expect(gate.if).toBe(`always()${whenClosed}`);
    expect(needsOf(gate).sort()).toEqual(Object.keys(others).sort());
  });

  test("whose gate is red unless what has to run succeeded and nothing else failed", () => {
    const steps = gate.steps ?? [];
    const step = steps.at(-1);
    expect(step?.run).toBe("exit 1");
    // What comes before it can't turn it red.
    for (const other of steps.slice(0, -1)) expect(other["continue-on-error"]).toBe(true);
    const ids = Object.keys(others);
    const isRed = (results: Record<string, string>) =>
      isMet(step?.if ?? "", {
        needs: Object.fromEntries(ids.map((id) => [id, { result: results[id] ?? "success" }])),
      });
    expect(isRed({})).toBe(false);
    for (const id of ids) {
      expect(isRed({ [id]: "failure" })).toBe(true);
      expect(isRed({ [id]: "cancelled" })).toBe(true);
      // A job without a condition of its own is only skipped where something went wrong.
      expect({ id, red: isRed({ [id]: "skipped" }) }).toEqual({ id, red: others[id]?.if === undefined });
    }
  });

  test("judges every run in full: nothing but what writes to DEV looks at title, draft state or labels", () => {
    for (const [id, job] of Object.entries(others)) {
      if (environmentOf(job) !== undefined) continue;
      expect({ id, if: job.if }).toEqual({ id, if: undefined });
      expect(JSON.stringify(job)).not.toMatch(/\.draft|labels|\.title/);
    }
  });
});

test("a gate reports under the name that is documented, in whichever form", () => {
  const names = [...ofPipelines, ...callers].flatMap(([name, { jobs }]) =>
    jobs.gate ? [`${name.replace(/^.*\//, "")}: ${jobs.gate.name}`] : [],
  );
  expect([...new Set(names)].sort()).toEqual([
    "flows-image-orders-pull-request: orders image gate",
    "flows-image-pull-request: flows image gate",
    "prefect-deployments-pull-request: deployments gate",
    "prefect-deployments: deployments gate",
    "prefect-platform-pull-request: platform gate",
    "prefect-work-pool-pull-request: work pool gate",
    "prefect-worker-pull-request: worker gate",
  ]);
  // A called job reports as `caller job / called job`, which nobody requires.
  for (const { jobs } of reusables.values()) expect(Object.keys(jobs)).not.toContain("gate");
});

test.each(onPullRequest)(
  "%s names in its comment the one check to require, which always reports",
  (name, file) => {
    const [, required] =
      /[Rr]equire the check `([^`]+)`/.exec(commentOf(`workflows-templates/${name}.yml`)) ?? [];
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
    .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
    .map(({ with: given }) => given?.ref);
  expect(refs.length).toBeGreaterThan(0);
  for (const ref of refs) {
    expect([
      "${{ github.event.pull_request.head.sha || github.sha }}",
      "refs/pull/${{ github.event.pull_request.number }}/head",
    ]).toContain(ref);
  }
});

describe("what writes to DEV", () => {
  const writing = jobsOf(onPullRequest).filter(
    ({ value }) =>
      environmentOf(value) === "dev" && value.if?.includes("github.event_name == 'pull_request'"),
  );
  const repository = { full_name: "acme/platform", default_branch: "main" };
  /** A pull request of the repository itself, as it is opened, for the default branch. */
  const pull = {
    draft: false,
    labels: [] as { name: string }[],
    head: { repo: { full_name: "acme/platform" } },
    base: { ref: "main" },
  };
  const willRun = ({ if: condition = "" }: ParsedJob, event: object, name = "pull_request") =>
    isMet(condition, {
      github: { event_name: name, repository: "acme/platform", event: { repository, ...event } },
      // What the jobs before found: something to do.
      needs: {
        check: {
          result: "success",
          outputs: { "any-changed": condition.includes("!= 'true'") ? "" : "true", any: "true" },
        },
        look: { result: "skipped", outputs: { held: "" } },
        image: { result: "success", outputs: { pushed: "true" } },
        changed: { result: "success", outputs: { any: "true" } },
      },
    });

  test("is there", () => expect(writing.length).toBeGreaterThan(7));

  test.each(writing)(
    "$name is left out for forks, drafts, the label `no-deploy`, other branches and the queue",
    ({ value }) => {
      const synchronized = { action: "synchronize", pull_request: pull };
      expect(willRun(value, synchronized)).toBe(true);
      const fork = { ...pull, head: { repo: { full_name: "eve/platform" } } };
      for (const other of [
        { ...pull, draft: true },
        { ...pull, labels: [{ name: "bug" }, { name: "no-deploy" }] },
        { ...pull, base: { ref: "release" } },
        fork,
      ]) {
        expect({ other, runs: willRun(value, { ...synchronized, pull_request: other }) }).toEqual({
          other,
          runs: false,
        });
      }
      expect(willRun(value, { merge_group: {} }, "merge_group")).toBe(false);
    },
  );

  test.each(writing)(
    "$name runs for a new base, a draft that is ready and a label taken off, and for no title",
    ({ value }) => {
      const ready = { ...pull, labels: [{ name: "bug" }] };
      const events: [boolean, object][] = [
        [true, { action: "reopened" }],
        [true, { action: "ready_for_review" }],
        [true, { action: "edited", changes: { base: { ref: { from: "release" } } } }],
        [false, { action: "edited", changes: { title: { from: "a title" } } }],
        [true, { action: "unlabeled", label: { name: "no-deploy" } }],
        [false, { action: "labeled", label: { name: "bug" } }],
        [false, { action: "unlabeled", label: { name: "bug" } }],
      ];
      for (const [runs, event] of events) {
        expect({ event, runs: willRun(value, { ...event, pull_request: ready }) }).toEqual({ event, runs });
      }
    },
  );

  test("for a pull request that changes nothing, nobody enters DEV's queue", () => {
    const { dev, look } = templates.get("prefect-deployments-pull-request")?.jobs ?? {};
    const event = { repository, action: "synchronize", pull_request: pull };
    const contexts = (held: string) => ({
      github: { event_name: "pull_request", repository: "acme/platform", event },
      needs: {
        check: { result: "success", outputs: { "any-changed": "false" } },
        look: { result: "success", outputs: { held } },
      },
    });
    expect(look?.concurrency).toBeUndefined();
    expect(isMet(look?.if ?? "", contexts(""))).toBe(true);
    expect(isMet(dev?.if ?? "", contexts("false"))).toBe(false);
    expect(isMet(dev?.if ?? "", contexts("true"))).toBe(true);
  });
});

test("an image is pushed for pull requests of the repository alone, and only where the registry lets the job in", () => {
  const steps = templates.get("flows-image-pull-request")?.jobs.image?.steps ?? [];
  const { push } = steps.find(({ id }) => id === "build")?.with ?? {};
  const [, condition = ""] = /^\$\{\{ (.*) \}\}$/s.exec(String(push)) ?? [];
  const isPushed = (image: string, more: { password?: string; login?: string; owner?: string } = {}) =>
    isMet(condition, {
      github: {
        repository: "acme/platform",
        event: { pull_request: { head: { repo: { full_name: `${more.owner ?? "acme"}/platform` } } } },
      },
      env: { IMAGE: image },
      secrets: { REGISTRY_PASSWORD: more.password ?? "" },
      vars: { REGISTRY_LOGIN: more.login ?? "" },
    });
  const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/flows";
  expect(isPushed("ghcr.io/acme/flows")).toBe(true);
  expect(isPushed(ecr)).toBe(false);
  expect(isPushed(ecr, { password: "a password" })).toBe(true);
  expect(isPushed(ecr, { login: "step" })).toBe(true);
  expect(isPushed("ghcr.io/acme/flows", { owner: "eve" })).toBe(false);
  expect(isPushed(ecr, { login: "step", owner: "eve" })).toBe(false);
});

test.each([...copied])("%s: a job clones once", (_name, { jobs }) => {
  for (const [id, { steps = [] }] of Object.entries(jobs)) {
    const clones = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect({ id, clones: clones.length }).toEqual({ id, clones: Math.min(clones.length, 1) });
  }
});
