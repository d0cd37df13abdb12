import { randomFrom } from "../yaml/generate.ts";

const VALUES = [
  "text",
  '"quoted"',
  "1",
  "0",
  "1.0",
  "1.5",
  "-3",
  '"7"',
  '" 1_000 "',
  "true",
  "no",
  '"yes"',
  '"off"',
  "null",
  "",
  "[]",
  "{}",
  "[a, 1, 1.0, true, null, 2024-01-31]",
  "{a: 1, 2: b}",
  "{a: {1: 2, 1.5: x, true: y, null: z, 2024-01-31: d}}",
  "2024-01-31",
  "2024-01-31T05:00:00",
  "2024-01-31T05:00:00.25+02:00",
  "!!binary aGVsbG8=",
  "!!set {a, b}",
  "!!omap [a: 1]",
  ".nan",
  ".inf",
  "1e3",
  "12345678901234567890",
  '"{{ x }}"',
  "0o7",
  "010",
  "1:30",
];

const SCHEDULE_KEYS = [
  "cron",
  "interval",
  "rrule",
  "timezone",
  "anchor_date",
  "active",
  "parameters",
  "slug",
  "replaces",
  "day_or",
];
const SCHEDULE_VALUES: { readonly [key: string]: readonly string[] } = {
  cron: ['"0 0 * * *"'],
  interval: ["3600", "3600.5", "PT1H", '"01:00:00"', "0", "-5", "true"],
  rrule: ["FREQ=DAILY"],
  timezone: ["UTC", "Europe/Berlin", "Nowhere/Land"],
  anchor_date: ["2024-01-31", "2024-01-31T05:00:00+02:00", '"2024-01-31"'],
};

const FIELDS: { readonly [key: string]: readonly string[] } = {
  name: ["deployment"],
  version: ['"1.0"', "v1"],
  version_type: ["vcs:git"],
  tags: ["[a, b]", "a"],
  description: ["Some words."],
  paused: ["true", "false"],
  concurrency_limit: ["3", '"3"', "{limit: 3, collision_strategy: ENQUEUE}", "{limit: '3', other: 1}"],
  flow_name: ["flow"],
  entrypoint: ["flows/a.py:flow"],
  parameters: ["{a: 1}", "{a: 2024-01-31, b: [1, {2: 3}]}"],
  enforce_parameter_schema: ["false"],
  build: ["[]", "[{step: {a: 1}}]", "{step: {a: 1}}", "null"],
  push: ["[]", "[{step: {}}, {}]"],
  pull: ["[]", "{step: {a: 2024-01-31}}", "[{step: {a: {1: 2}}}]"],
  work_pool: ["{name: pool}", "{name: pool, work_queue_name: q, job_variables: {a: 1}}", "{other: 1}"],
  triggers: ["[]", "[{enabled: true, within: 2024-01-31}]"],
  unknown: ["1"],
};

/** Makes prefect.yaml texts whose values are of all kinds: right ones, ones to be coerced, wrong ones. */
export class ConfigGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  next(): string {
    const lines = ["deployments:"];
    for (let count = this.below(2) + 1; count > 0; count--) lines.push(...this.deployment());
    if (this.random() < 0.4) lines.push(`pull: ${this.value(FIELDS.pull)}`);
    if (this.random() < 0.1) lines.push(`name: ${this.value(["project"])}`);
    if (this.random() < 0.1) lines.push(`prefect-version: ${this.value(["3.9.1"])}`);
    return `${lines.join("\n")}\n`;
  }

  private deployment(): string[] {
    const keys = Object.keys(FIELDS).filter(() => this.random() < 0.2);
    const lines = keys.map((key) => `${key}: ${this.value(FIELDS[key])}`);
    if (this.random() < 0.3) lines.push(`schedule: ${this.schedule()}`);
    if (this.random() < 0.3) lines.push(`schedules: [${this.schedule()}, ${this.schedule()}]`);
    if (lines.length === 0) lines.push("name: alone");
    return lines.map((line, index) => `${index === 0 ? "  - " : "    "}${line}`);
  }

  private schedule(): string {
    if (this.random() < 0.05) return this.value(["{}"]);
    const kind = this.one(["cron", "interval", "interval", "rrule"]);
    const keys = SCHEDULE_KEYS.filter((key) => key === kind || this.random() < 0.15);
    const pairs = keys.map(
      (key) => `${key}: ${this.value(SCHEDULE_VALUES[key] ?? ["text", "true", "{a: 1}"])}`,
    );
    return `{${pairs.join(", ")}}`;
  }

  private value(right: readonly string[] = []): string {
    return this.random() < 0.93 ? this.one(right) : this.one(VALUES);
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private one(items: readonly string[]): string {
    return items[this.below(items.length)] as string;
  }
}
