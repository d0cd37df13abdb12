interface Refused {
  title: string;
  yaml: string;
  /** `line:column` of each fault. */
  where: string[];
}

/** A deployment with some lines of its own from line 5 on, indented as a deployment's keys. */
function refused(title: string, lines: string, ...where: string[]): Refused {
  const [work_pool, entrypoint] = ["{name: parity-pool}", "flows/orders.py:orders"];
  const head = `deployments:\n  - name: refused\n    entrypoint: ${entrypoint}\n    work_pool: ${work_pool}\n`;
  const body = lines.split("\n").map((line) => `    ${line}`);
  return { title, yaml: `${head}${body.join("\n")}\n`, where };
}

/** Files and deployments that `prefect deploy` drops or fails on. */
export const REFUSED: Refused[] = [
  refused("a version that is a number", "version: 1.0", "5:14"),
  refused("two bad fields at once", "version: 1.0\npaused: perhaps", "5:14", "6:13"),
  refused("parameters that are a list", "parameters: [a]", "5:5"),
  refused("a parameter whose name is a number", "parameters: {1: a}", "5:21"),
  refused("an empty tags key", "tags:", "5:5"),
  refused("a schedule with an unknown key", "schedules:\n  - cron: '0 0 * * *'\n    timezon: UTC", "7:18"),
  refused("a schedule of two kinds", "schedules:\n  - cron: '0 0 * * *'\n    interval: 60", "6:9"),
  refused("a schedule of no kind", "schedules: [{}]", "5:17"),
  refused("schedule and schedules together", "schedule: {interval: 60}\nschedules: []", "5:5"),
  refused("a cron expression with a wrong minute", "schedules:\n  - cron: '61 0 * * *'", "6:15"),
  refused("a cron expression at random", "schedules:\n  - cron: 'R 0 * * *'", "6:15"),
  refused(
    "a cron schedule in no time zone",
    "schedules:\n  - {cron: '0 0 * * *', timezone: Mars/Olympus}",
    "6:39",
  ),
  refused("an interval of zero", "schedules:\n  - interval: 0", "6:19"),
  refused("an interval that is text", "schedules:\n  - interval: daily", "6:19"),
  refused("an anchor date that is none", "schedules:\n  - {interval: 60, anchor_date: tomorrow}", "6:37"),
  refused("a rule without a frequency", "schedules:\n  - rrule: BYDAY=MO", "6:16"),
  refused("a rule with an unknown part", "schedules:\n  - rrule: FREQ=DAILY;FOO=1", "6:16"),
  refused(
    "a schedule whose state is no boolean",
    "schedules:\n  - {cron: '0 0 * * *', active: maybe}",
    "6:37",
  ),
  refused("a parameter of the wrong type", "parameters: {limit: many}", "5:25"),
  refused("a concurrency limit of zero", "concurrency_limit: 0", "5:24"),
  refused("concurrency options without a strategy", "concurrency_limit: {limit: 1}", "5:5"),
  refused("an unknown collision strategy", "concurrency_limit: {limit: 1, collision_strategy: WAIT}", "5:55"),
  refused(
    "a grace period too short",
    "concurrency_limit: {limit: 1, collision_strategy: ENQUEUE, grace_period_seconds: 5}",
    "5:86",
  ),
  refused("an unknown version type", "version_type: svn", "5:19"),
  refused("a trigger of an unknown type", "triggers:\n  - type: cron", "6:15"),
  refused("a trigger that matches a number", "triggers:\n  - match: {a: 1}", "6:9"),
  refused("a trigger that waits too short", "triggers:\n  - {posture: Proactive, within: 5}", "6:38"),
  refused("a compound trigger that asks too much", "triggers:\n  - {require: 2, triggers: [{}]}", "6:19"),
  refused("a block that isn't there", "parameters: {source: '{{ prefect.blocks.secret.missing }}'}", "5:26"),
  refused(
    "a block in a text that is a mapping",
    "parameters: {source: 'x {{ prefect.blocks.local-file-system.parity-files }}'}",
    "5:26",
  ),
  refused(
    "a value that the block hasn't",
    "description: '{{ prefect.blocks.local-file-system.parity-files.nothing }}'",
    "5:18",
  ),
  refused("a name with a slash", "name: a/b", "5:11"),
  refused("a list where a mapping belongs", "work_pool: [parity-pool]", "5:5"),
  refused("an empty work pool", "work_pool:", "5:5"),
  refused("job variables that are empty", "work_pool:\n  name: parity-pool\n  job_variables:", "7:7"),
  refused("pull steps that are texts", "pull: [prefect.deployments.steps.git_clone]", "5:12"),
  refused("YAML with a tab", "description:\n\t- x", "6:5"),
  refused("YAML with an unknown tag", "description: !secret x", "5:18"),
  refused("an alias without an anchor", "description: *nowhere", "5:18"),
  {
    title: "no work pool",
    yaml: "deployments:\n  - name: a\n    entrypoint: flows/orders.py:orders\n",
    where: ["2:5"],
  },
  {
    title: "no entry point",
    yaml: "deployments:\n  - name: a\n    work_pool: {name: parity-pool}\n",
    where: ["2:5"],
  },
  { title: "a list as a file", yaml: "- name: a\n", where: ["1:1"] },
  { title: "two documents in a file", yaml: "deployments: []\n---\ndeployments: []\n", where: ["2:1"] },
  { title: "deployments that are a mapping", yaml: "deployments: {a: 1}\n", where: ["1:1"] },
  {
    title: "a date in the pull steps of a file",
    yaml: "pull: [{step: {since: 2024-01-31}}]\ndeployments: [{name: a, entrypoint: 'flows/orders.py:orders', work_pool: {name: parity-pool}}]\n",
    where: ["1:23"],
  },
];
