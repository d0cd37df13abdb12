import type { Json } from "#json";
import { randomFrom } from "../yaml/generate.ts";

const CRON_PARTS = [
  "*",
  "*",
  "*",
  "*",
  "0",
  "1",
  "5",
  "*/5",
  "1-5",
  "mon",
  "1,2",
  "?",
  "l",
  "7",
  "12",
  "31",
  "59",
];
const CRON_ODDITIES = [
  ..."0123456789*?,-/#lLhH",
  "SUN",
  "Dec",
  "2#3",
  "l5",
  "mon-fri",
  "oct-feb",
  "sat-mon",
  "0-6",
  "1970",
  "2099",
  "H/3",
  "60",
  "24",
  "32",
];
const RULE_PARTS = [
  [
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=monthly",
    "FREQ=X",
    "FREQ",
    "",
    "FOO=1",
    "INTERVAL=2",
    "INTERVAL=x",
    "COUNT=5",
  ],
  [
    "UNTIL=20250101",
    "UNTIL=20250101T000000Z",
    "UNTIL=2025-01-01",
    "UNTIL=soon",
    "WKST=MO",
    "WKST=M",
    "BYEASTER=0",
  ],
  [
    "BYDAY=MO",
    "BYDAY=MO,FR",
    "BYDAY=+1MO,-1FR",
    "BYDAY=MO(+1)",
    "BYDAY=0MO",
    "BYDAY=XX",
    "BYDAY=",
    "BYMONTH=1,2",
  ],
  [
    "BYMONTHDAY=-1",
    "BYHOUR=9",
    "BYHOUR=24",
    "BYMINUTE=60",
    "BYSECOND=0,30",
    "BYSETPOS=-1",
    "BYSETPOS=0",
    "BYSETPOS=400",
  ],
].flat();
const RULE_STARTS = [
  "",
  "RRULE:",
  "DTSTART:20240101T000000\nRRULE:",
  "DTSTART:20240101T000000Z\nRRULE:",
  "DTSTART;TZID=America/New_York:20240101T090000\nRRULE:",
  "EXDATE:20240105T000000\nRRULE:",
  "RDATE:20240105T000000\nRRULE:",
  "EXRULE:FREQ=WEEKLY\nRRULE:",
  "DTSTART;VALUE=DATE:20240101\nRRULE:",
  "DTEND:20240101\nRRULE:",
];
const DURATION_PARTS = [
  ..."0123456789PTYMWDHS.,-+ d:",
  " days",
  "day",
  "01:",
  "PT",
  "P1D",
  "1 day, ",
  "00",
  "30",
  "59",
];
const TEMPLATE_PARTS = [
  "{{",
  "}}",
  "{{ ",
  " }}",
  "{",
  "}",
  "a",
  "a.b",
  "a[0]",
  "$X",
  "-",
  "é",
  "²",
  " ",
  "\t",
  "\n",
  "\u00a0",
  "\ufeff",
  "prefect.blocks.secret.x",
  "prefect.variables.y",
  "ctx.z",
  "|",
  "_",
  "́",
];

/** Texts of the kinds that Prefect checks, right ones and wrong ones. */
export class ValueGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** Without `R`: croniter puts a random number in its place. */
  crons(count: number): string[] {
    const fixed = [
      "@daily",
      "@Daily",
      "@hourly ",
      "@reboot",
      "",
      "0 0 * * 7",
      "0 0 0 * *",
      "0 0 * 0 *",
      "R 0 * * *",
    ];
    return this.make(count, () => {
      const fields = this.one([5, 5, 5, 5, 6, 7, 4, 1]);
      const odd = this.below(fields);
      return Array.from({ length: fields }, (_, index) =>
        index === odd && this.random() < 0.7 ? this.many(CRON_ODDITIES, 3) : this.one(CRON_PARTS),
      ).join(" ");
    }).concat(fixed);
  }

  rrules(count: number): string[] {
    return this.make(count, () => {
      // Smaller units than a day depend on the moment at which a rule without a start is looked at.
      const parts = this.random() < 0.9 ? [this.one(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=YEARLY"])] : [];
      for (let more = this.below(4); more > 0; more--) {
        const name = this.one(RULE_PARTS);
        if (!parts.some((part) => part.split("=")[0] === name.split("=")[0])) parts.push(name);
      }
      return this.one(RULE_STARTS) + parts.join(this.random() < 0.95 ? ";" : ",");
    });
  }

  durations(count: number): (string | number)[] {
    return this.make<string | number>(count, () =>
      this.random() < 0.1
        ? Math.round((this.random() - 0.3) * 1e9) / this.one([1, 1e3, 1e6])
        : this.one(["", "", "P", "PT", "1 day ", "01:", "1:"]) + this.many(DURATION_PARTS, 6),
    );
  }

  templates(count: number): string[] {
    return this.make(count, () => this.many(TEMPLATE_PARTS, 8));
  }

  private make<Item>(count: number, one: () => Item): Item[] {
    return Array.from({ length: count }, one);
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  private many(items: readonly string[], most: number): string {
    return Array.from({ length: this.below(most) + 1 }, () => this.one(items)).join("");
  }
}

const RULE = "DTSTART:20240101T000000\nRRULE:FREQ=DAILY";

/** Schedules as they are once their placeholders are filled; intervals have anchors, which would else be now. */
export const SCHEDULES: Json[] = [
  { cron: "0 0 * * *" },
  { cron: "0 0 * * *", timezone: "Europe/Berlin", day_or: "no", active: "off", slug: "a", replaces: "b" },
  { cron: "0 0 * * *", timezone: "", day_or: 0, active: 1, slug: "", parameters: { a: [1] } },
  { cron: "0 0 * * *", timezone: "Factory" },
  { cron: "0 0 * * *", timezone: "Nowhere" },
  { cron: "0 0 * * *", active: "perhaps" },
  { cron: "0 0 * * *", active: null, parameters: {}, timezone: null },
  { cron: "0 0 * * *", interval: 5 },
  { cron: "bad" },
  { cron: "", interval: "PT1H", anchor_date: "2024-01-31" },
  { interval: "PT1H30M", anchor_date: "2024-01-31T05:30:00+02:00" },
  { interval: "PT1H30M", anchor_date: "2024-01-31T05:30:00.5-0330", timezone: "Asia/Tokyo" },
  { interval: 90.5, anchor_date: "2024-01-31 05:30" },
  { interval: 60, anchor_date: "2024/01/31" },
  { interval: 60, anchor_date: "20240131T053000" },
  { interval: 60, anchor_date: "2024-01-31T05:30:00Z", timezone: "" },
  { interval: 60, anchor_date: "2024-01-31T24:00:00" },
  { interval: 60, anchor_date: "2024-02-30" },
  { interval: 60, anchor_date: "31.01.2024", timezone: "UTC" },
  { interval: 60, anchor_date: "2024-01-31", timezone: "Nowhere" },
  { interval: 0, anchor_date: "2024-01-31" },
  { interval: "-PT5S", anchor_date: "2024-01-31" },
  { interval: "often", anchor_date: "2024-01-31" },
  { rrule: RULE },
  { rrule: RULE, timezone: "Asia/Tokyo" },
  { rrule: RULE, timezone: "Factory" },
  { rrule: JSON.stringify({ rrule: RULE, timezone: "Asia/Tokyo" }) },
  { rrule: JSON.stringify({ rrule: RULE, timezone: "Asia/Tokyo" }), timezone: "UTC" },
  { rrule: JSON.stringify({ rrule: RULE, other: 1 }) },
  { rrule: "FREQ=NEVER" },
  { slug: "a" },
  {},
];

/** Triggers of all types, right and wrong; sets of at most one event, since Python shuffles more. */
export const TRIGGERS: Json[] = [
  {},
  {
    name: "n",
    description: "d",
    enabled: "no",
    parameters: { a: 1 },
    job_variables: { b: {} },
    schedule_after: "PT1H",
  },
  { expect: ["a"], after: ["b", "b"], for_each: ["c"], threshold: "5", within: "PT5M" },
  { match: { x: "y", z: ["a"] }, match_related: [{ a: "b" }, {}] },
  { match: null },
  { match: { a: 1 } },
  { match_related: "a" },
  { expect: "a" },
  { expect: [1] },
  { within: null },
  { within: -5 },
  { within: true },
  { within: "soon" },
  { posture: "Proactive" },
  { posture: "Proactive", within: 0 },
  { posture: "Proactive", within: 5 },
  { posture: "Proactive", within: 60.5 },
  { posture: "Proactive", within: "PT1H" },
  { posture: "reactive" },
  { posture: null },
  { enabled: null },
  { description: null },
  { schedule_after: -1 },
  { parameters: [] },
  { threshold: 1.5 },
  { type: "event", extra: 1 },
  { type: "cron" },
  { type: null },
  { posture: "Metric", metric: { name: "lateness", threshold: "1.5", operator: ">", other: 1 } },
  {
    type: "metric",
    metric: { name: "successes", threshold: 1, operator: "<", range: 600, firing_for: "PT10M" },
  },
  { type: "metric", metric: { name: "successes", threshold: 1, operator: "<", range: 60 } },
  { type: "metric", metric: { name: "sadness", threshold: 1, operator: "<" } },
  { type: "metric", metric: { name: "lateness" } },
  { type: "metric" },
  {
    type: "compound",
    require: "any",
    triggers: [{ expect: ["x"] }, { posture: "Proactive", threshold: 2 }],
    within: 60,
  },
  { require: "1", triggers: [{}] },
  { require: 1, triggers: [{ type: "metric", metric: { name: "duration", threshold: 1, operator: ">=" } }] },
  { require: 2, triggers: [{}] },
  { require: 0, triggers: [{}] },
  { require: "most", triggers: [{}] },
  { type: "compound", triggers: [{}] },
  { type: "compound", require: "all" },
  { triggers: [{ expect: ["x"], within: 5 }, { triggers: [{}] }], within: -3600 },
  { triggers: [] },
  { triggers: {} },
  { triggers: ["a"] },
  { triggers: [{ type: "cron" }] },
];

export interface TemplateCase {
  template: Json;
  values: { [name: string]: Json };
  env: { [name: string]: string };
  remove: boolean;
  skip: string[] | null;
}

const values = {
  a: 1,
  b: { c: [1, { d: "deep" }], t: true },
  f: 1.5,
  s: "text",
  n: null,
  "x-y": "dash",
  日本: "jp",
};
const env = { HOME_: "/home", EMPTY: "" };

/** Every kind of placeholder alone, in a text, in collections; each with unknown ones kept and removed. */
export const TEMPLATES: TemplateCase[] = [
  "{{ a }}",
  "{{a}} and {{ b.t }}",
  "{{ b }}",
  "x{{ b }}y",
  "{{ b.c[1].d }}",
  "{{ b.c.1.d }}",
  "{{ b.c[-1].d }}",
  "{{ b.c[9] }}",
  "{{ s[0] }}",
  "{{ n }}",
  "x{{ n }}{{ f }}",
  "{{ x-y }} {{ 日本 }}",
  "{{ unknown }}",
  "x {{ unknown }} y",
  "{{ $HOME_ }}",
  "{{ $EMPTY }}|{{ $UNSET }}",
  "{{ $$HOME_ }}",
  "{{ ctx.flow.name }} {{ unknown }}",
  "{{ ctx.flow.name }}",
  "{{ prefect.blocks.secret.x }} {{ a }}",
  "{{ prefect.variables.x }}",
  "{{ a | upper }}",
  "{ { a } }",
  ["{{ unknown }}", "{{ a }}", ["{{ unknown }}"], 5, null, true],
  { gone: "{{ unknown }}", kept: "x{{ unknown }}", "{{ a }}": "{{ a }}", deep: { gone: "{{ unknown }}" } },
  "{{ a }}{{ a }}",
  "{{ s }}{{s}}",
].flatMap((template: Json) =>
  [true, false].flatMap((remove) =>
    [null, ["ctx."]].map((skip) => ({ template, values, env, remove, skip })),
  ),
);
