import type { Fault } from "#diagnostics";
import { examine } from "../src/examine.ts";
import type { Sections } from "../src/facts.ts";
import { CHECKS } from "../src/table.ts";
import { deployment, environment, facts, NOW, schedule } from "./model-facts.ts";

const fault = (code: Fault["code"], message: string): Fault => ({ code, message, fix: "Do it." });

const withSchedules = (...schedules: ReturnType<typeof schedule>[]): Partial<Sections> => ({
  files: { ...known("files"), deployments: [deployment({ schedules })] },
});

function known<Name extends keyof Sections>(name: Name): Sections[Name] {
  const fact = facts()[name];
  if ("lacks" in fact) throw new Error(`${name} lacks`);
  return fact.value;
}

const [etl] = known("pools").pools.values();
const pool = (over: Partial<NonNullable<typeof etl>>): Partial<Sections> => ({
  pools: { ...known("pools"), pools: new Map([["etl", { ...(etl as NonNullable<typeof etl>), ...over }]]) },
});
const image = (found: Sections["images"][number]["found"], platform = "linux/amd64"): Partial<Sections> => ({
  images: [{ image: "ghcr.io/acme/flows:1", platform, found, deployments: ["orders/daily"] }],
});
const clone = (tried: Sections["clones"][number]["tried"]): Partial<Sections> => ({
  clones: [
    { address: "https://github.com/acme/x.git", branch: "main", tried, deployments: ["orders/daily"] },
  ],
});
const live = (over: Partial<Sections["live"]>): Partial<Sections> => ({
  live: { ...known("live"), ...over },
});
const [daily] = known("live").deployments;
const liveDeployment = (over: object) => ({ ...(daily as NonNullable<typeof daily>), ...over });

const [copied] = known("workflows").files;
const workflow = (over: Partial<NonNullable<typeof copied>>): Partial<Sections> => ({
  workflows: { release: "v0.1.0", files: [{ ...(copied as NonNullable<typeof copied>), ...over }] },
});
const dev = (
  over: Parameters<typeof environment>[1],
  names = ["main", "refs/pull/*/merge"],
): Partial<Sections> => ({
  environments: { ...known("environments"), environments: new Map([["dev", environment(names, over)]]) },
});

/** What each check is made to find, as `check level code`, with a word of its message. */
const cases: [name: string, over: Partial<Sections>, found: string, word: string][] = [
  [
    "a file that is broken",
    { files: { ...known("files"), faults: [fault("definition-syntax", "No YAML.")] } },
    "files error definition-syntax",
    "No YAML.",
  ],
  [
    "a key that Prefect ignores",
    { files: { ...known("files"), warnings: [fault("key-unknown", "tag?")] } },
    "files warning key-unknown",
    "tag?",
  ],
  [
    "a block that is not there",
    { files: { ...known("files"), faults: [fault("block-missing", "No block a.")] } },
    "values error block-missing",
    "No block a.",
  ],
  [
    "an environment variable that is not set",
    {
      files: {
        ...known("files"),
        warnings: [fault("variable-unset", "The environment variable REGION is not set: x.")],
      },
    },
    "values warning variable-unset",
    "REGION",
  ],
  [
    "a schedule over which the scheduler fails",
    withSchedules(schedule({ cron: "0 0 30 2 *", timezone: null, day_or: true })),
    "schedules error schedule-never",
    "scheduler",
  ],
  [
    "a rule that has ended",
    withSchedules(schedule({ rrule: "DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;COUNT=3", timezone: "UTC" })),
    "schedules warning schedule-never",
    "no more dates",
  ],
  [
    "a date that is years away",
    withSchedules(schedule({ cron: "0 0 29 2 *", timezone: null, day_or: true })),
    "schedules warning schedule-never",
    "2028-02-29",
  ],
  [
    "a paused deployment with a schedule",
    {
      files: {
        ...known("files"),
        deployments: [
          deployment({
            fields: { paused: true },
            schedules: [schedule({ cron: "0 6 * * *", timezone: "UTC", day_or: true })],
          }),
        ],
      },
    },
    "schedules warning deployment-paused",
    "defined as paused",
  ],
  [
    "a schedule without a time zone beside one with",
    withSchedules(
      schedule({ cron: "0 6 * * *", timezone: "Europe/Berlin", day_or: true }),
      schedule({ cron: "0 7 * * *", timezone: null, day_or: true }, 12),
    ),
    "time-zones warning time-zone-unnamed",
    "Europe/Berlin",
  ],
  [
    "a server that is not there",
    { reach: { ...known("reach"), faults: [fault("server-unreachable", "Nothing listens.")] } },
    "server error server-unreachable",
    "Nothing listens.",
  ],
  [
    "a server that is newer than what was tried",
    { reach: { ...known("reach"), version: "3.12.0" } },
    "server-version warning server-version",
    "3.12.0",
  ],
  [
    "pinned clones in a kept folder on 3.8",
    {
      files: {
        ...known("files"),
        deployments: [
          deployment({
            fields: {
              job_variables: { working_dir: "/srv" },
              pull_steps: [{ "prefect.deployments.steps.git_clone": { commit_sha: "abc" } }],
            },
          }),
        ],
      },
    },
    "server-version warning worker-too-old",
    "3.8.8",
  ],
  [
    "a role that may not write variables",
    { rights: [{ what: "variables", refusal: fault("permission-missing", "403.") }] },
    "rights error permission-missing",
    "may not write variables",
  ],
  ["a clock that is ahead", { clock: { ahead: 95 } }, "clock warning clock-off", "95 seconds ahead of"],
  ["a clock that is behind", { clock: { ahead: -61.2 } }, "clock warning clock-off", "61 seconds behind"],
  [
    "a scheduler that makes no run",
    live({
      scheduledRuns: new Map([
        ["orders/daily", 0],
        ["marts/hourly", 0],
      ]),
    }),
    "scheduler error scheduler-idle",
    "no run for any",
  ],
  [
    "a scheduler that leaves one out",
    live({
      scheduledRuns: new Map([
        ["orders/daily", 0],
        ["marts/hourly", 4],
      ]),
    }),
    "scheduler warning scheduler-idle",
    "for some",
  ],
  [
    "a work pool that is missing",
    {
      pools: {
        ...known("pools"),
        faults: [fault("work-pool-missing", 'The work pool "etl" does not exist on the server.')],
      },
    },
    "work-pools error work-pool-missing",
    '"etl"',
  ],
  [
    "a job variable that makes runs fail",
    { pools: { ...known("pools"), warnings: [fault("job-variable-unknown", "cpu?")] } },
    "work-pools warning job-variable-unknown",
    "cpu?",
  ],
  ["a paused pool", pool({ isPaused: true }), "work-pools error work-pool-paused", "etl is paused"],
  [
    "a paused queue",
    pool({ pausedQueues: ["default"] }),
    "work-pools error work-pool-paused",
    "queue default",
  ],
  ["a pool without a worker", pool({ workers: [] }), "work-pools error worker-absent", "never had one"],
  [
    "a pool whose worker is gone",
    pool({ workers: [{ name: "w1", isOnline: false, lastHeartbeat: "2026-11-25T09:00:00Z" }] }),
    "work-pools error worker-absent",
    "2026-11-25T09:00:00Z",
  ],
  [
    "a block that a pull step names and nobody has",
    { names: [{ kind: "block", name: "secret.token", isThere: false, deployments: ["orders/daily"] }] },
    "pull-names error block-missing",
    "secret.token",
  ],
  [
    "a variable that a pull step names and nobody has",
    { names: [{ kind: "variable", name: "region", isThere: false, deployments: ["orders/daily"] }] },
    "pull-names error placeholder-unset",
    "variable region",
  ],
  [
    "a deployment that is paused on the server",
    live({ deployments: [liveDeployment({ isPaused: true })] }),
    "paused-deployments warning deployment-paused",
    "orders/daily is paused",
  ],
  [
    "a deployment that left the files",
    live({ deployments: [liveDeployment({}), liveDeployment({ key: "old/one" })] }),
    "undeclared warning deployment-undeclared",
    "was applied from here",
  ],
  [
    "deployments that nobody declares",
    live({
      deployments: [
        liveDeployment({ key: "by/hand", appliedBy: null }),
        liveDeployment({ key: "by/hand-2", appliedBy: null }),
      ],
    }),
    "undeclared warning deployment-undeclared",
    "2 deployments are on the server",
  ],
  [
    "a record that can't be read",
    { records: [fault("record-unreadable", "The Prefect variable x.")] },
    "records warning record-unreadable",
    "variable x",
  ],
  [
    "a record of a newer release",
    { records: [fault("record-newer", "Newer.")] },
    "records error record-newer",
    "Newer.",
  ],
  ["an image that is not there", image({ kind: "absent" }), "images error image-missing", "flows:1"],
  ["an image that is not shown", image({ kind: "no-access" }), "images warning registry-refused", "flows:1"],
  [
    "a registry that can't be asked",
    image({ kind: "unknown", why: "no answer." }),
    "images warning registry-failed",
    "no answer.",
  ],
  [
    "an image for another platform",
    image({ kind: "there", platforms: ["linux/arm64/v8"] }),
    "images error image-unfit",
    "linux/arm64/v8, and runs start on linux/amd64",
  ],
  [
    "a repository without the branch",
    clone({ kind: "no-branch" }),
    "clones error clone-refused",
    "no branch main",
  ],
  [
    "a repository that can't be read",
    clone({ kind: "refused", said: "fatal: no.", hadCredentials: false }),
    "clones error clone-refused",
    "the pull step has none: fatal: no.",
  ],
  [
    "a host that is not reached",
    clone({ kind: "unreachable", said: "fatal: no host." }),
    "clones warning clone-refused",
    "fatal: no host.",
  ],
  [
    "a token that doesn't let in",
    clone({ kind: "refused", said: "fatal: no.", hadCredentials: true }),
    "clones error clone-refused",
    "with the token of the pull step",
  ],
  [
    "a workflow that is no YAML",
    workflow({ fault: fault("file-malformed", "It is no YAML.") }),
    "workflows error file-malformed",
    "no YAML",
  ],
  [
    "a workflow that no release has stamped",
    workflow({ pins: [{ ref: "RELEASE_COMMIT", release: null }] }),
    "workflows error workflow-unpinned",
    "RELEASE_COMMIT",
  ],
  [
    "a workflow that follows a tag",
    workflow({ pins: [{ ref: "v0", release: null }] }),
    "workflows warning workflow-unpinned",
    "by v0,",
  ],
  [
    "a workflow of another release, changed",
    workflow({ pins: [{ ref: "b".repeat(40), release: "v0.0.9" }], changedLines: 3 }),
    "workflows warning workflow-outdated",
    "v0.0.9, and this is v0.1.0, and 3 of its lines were changed",
  ],
  [
    "a workflow for another branch",
    workflow({ branches: ["master", "release/**"] }),
    "workflow-branches error workflow-branch",
    "master, release/**",
  ],
  [
    "an environment that is missing",
    dev({ isThere: false }),
    "environments error environment-missing",
    "no environment dev",
  ],
  [
    "an environment for everybody",
    dev({ admits: "any" }),
    "environments warning environment-open",
    "every branch",
  ],
  [
    "an environment without the default branch",
    dev({}, ["refs/pull/*/merge", "master"]),
    "environments error environment-open",
    "default branch main",
  ],
  ["a DEV without pull requests", dev({}, ["main"]), "environments error environment-open", "pull requests"],
  [
    "an environment that admits tags",
    dev({
      admits: [
        { name: "main", type: "branch" },
        { name: "refs/pull/*/merge", type: "branch" },
        { name: "v*", type: "tag" },
      ],
    }),
    "environments error environment-open",
    "admits tags: v*",
  ],
  [
    "an environment with reviewers",
    dev({ hasReviewers: true }),
    "environments error environment-reviewers",
    "reviewers",
  ],
  [
    "an environment without a server",
    dev({ variables: new Map() }),
    "settings error setting-missing",
    "no variable PREFECT_API_URL.",
  ],
  [
    "an address that is a secret",
    dev({ variables: new Map(), secrets: new Set(["PREFECT_API_URL"]) }),
    "settings error setting-missing",
    "but a secret of that name",
  ],
  [
    "Prefect Cloud without a key",
    dev({
      variables: new Map([["PREFECT_API_URL", "https://api.prefect.cloud/api/accounts/a/workspaces/b"]]),
    }),
    "settings error setting-missing",
    "PREFECT_API_KEY",
  ],
  [
    "a gate that nothing requires",
    { rules: { defaultBranch: "main", required: ["lint"] } },
    "gates warning gate-unrequired",
    "No rule of main",
  ],
  [
    "a gate that is required by a wrong name",
    { rules: { defaultBranch: "main", required: ["Prefect deployments / Deployments Gate"] } },
    "gates error gate-unrequired",
    "it is called “deployments gate”",
  ],
  [
    "Actions that are off",
    { actions: { enabled: false, allowed: "all" } },
    "actions error actions-disallowed",
    "turned off",
  ],
  [
    "Actions of one's own only",
    { actions: { enabled: true, allowed: "local_only" } },
    "actions error actions-disallowed",
    "its own organisation",
  ],
  [
    "no runner",
    { runners: [] },
    "runners error runner-absent",
    "no runner with the labels prefect-prod, self-hosted",
  ],
  [
    "a runner that is offline",
    { runners: [{ labels: ["self-hosted", "prefect-prod"], isOnline: false }] },
    "runners error runner-absent",
    "are offline",
  ],
  [
    "a package of another repository",
    { packages: [{ name: "acme/flows", connected: "acme/old", repository: "acme/platform" }] },
    "packages warning package-closed",
    "connected with acme/old",
  ],
];

test("where nothing is wrong every check is made and none finds anything", () => {
  expect(examine(CHECKS, facts(), NOW)).toEqual({
    findings: [],
    passed: CHECKS.map(({ name }) => name),
    notMade: [],
  });
});

test.each(cases)("%s is found, and nothing else", (_, over, found, word) => {
  const { findings } = examine(CHECKS, facts(over), NOW);
  expect(findings.map(({ check, level, code }) => `${check} ${level} ${code}`)).toEqual([found]);
  const [finding] = findings;
  expect(finding?.message).toContain(word);
  expect(finding?.why).toMatch(/^[A-Z].*\.$/);
  expect(finding?.command).not.toBe("");
});

test("each check is among those that were made to fail", () => {
  const failed = new Set(cases.map(([, , found]) => found.split(" ")[0]));
  expect(CHECKS.map(({ name }) => name).filter((name) => !failed.has(name))).toEqual([]);
});

test.each<[string, Partial<Sections>]>([
  ["a pool that Prefect serves needs no worker", pool({ type: "prefect:managed", workers: [] })],
  ["a paused queue that nobody uses is no matter", pool({ pausedQueues: ["other"] })],
  [
    "what can't be read may declare what is on the server",
    {
      files: { ...known("files"), isWhole: false },
      ...live({ deployments: [liveDeployment({ key: "some/other" })] }),
    },
  ],
  [
    "others' deployments are theirs",
    live({ deployments: [liveDeployment({ key: "a/b", appliedBy: "other" })] }),
  ],
  [
    "in pools that are not named here, others are at home",
    live({ deployments: [liveDeployment({ key: "a/b", appliedBy: null, workPool: "theirs" })] }),
  ],
  [
    "a package that nobody sees may still be made",
    { packages: [{ name: "a/b", connected: undefined, repository: "a/c" }] },
  ],
  ["a pattern may admit the branch", workflow({ branches: ["ma*"] })],
  ["an environment that only asks may have reviewers", dev({ hasReviewers: true, asksServer: false })],
  ["a variant fits what names none", image({ kind: "there", platforms: ["linux/arm64/v8"] }, "linux/arm64")],
  ["an image that tells no platform fits", image({ kind: "there", platforms: [] })],
  ["what only a worker can reach is not judged", clone({ kind: "untried", why: "ssh" })],
  [
    "where no schedule names a zone, none has to",
    withSchedules(schedule({ cron: "0 7 * * *", timezone: null, day_or: true })),
  ],
  ["Prefect Cloud tells no version", { reach: { ...known("reach"), version: null } }],
])("%s", (_, over) => {
  expect(examine(CHECKS, facts(over), NOW).findings).toEqual([]);
});

test("without facts a check is not made, and says why", () => {
  const { passed, notMade } = examine(CHECKS, { ...facts(), live: { lacks: "no server is given" } }, NOW);
  expect(notMade).toEqual(
    ["scheduler", "paused-deployments", "undeclared"].map((check) => ({ check, why: "no server is given" })),
  );
  expect(passed).toHaveLength(CHECKS.length - 3);
});
