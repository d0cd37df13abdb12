/** A project that somebody wrote to bring the reader down. */
export interface HostileInput {
  /** Its files; made when it is its turn, since some are large. */
  files(): { readonly [path: string]: string };
  prefectFiles?: readonly string[];
  baseFile?: string;
  /**
   * What is told of it, with file and line; `sound` where it is merely large or odd and Prefect takes it.
   */
  told: RegExp | "sound";
}

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

const HEAD = "name: a, entrypoint: 'flows/a.py:a', work_pool: {name: pool}";

/** A deployment with some more keys, in a file that begins with some lines. */
const deployment = (keys: string, before = ""): (() => { [path: string]: string }) => {
  return () => ({ "prefect.yaml": `${before}deployments:\n- {${HEAD}, ${keys}}\n` });
};
const text = (make: () => string) => () => ({ "prefect.yaml": make() });

/** Anchors of which each holds the one before twice: `l30` is a thousand million values. */
const LISTS = `l0: &l0 [x, x]\n${many(30, (index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}]\n`)}`;
const MAPPINGS = `m0: &m0 {a: 1, b: 2}\n${many(30, (index) => `m${index + 1}: &m${index + 1} {a: *m${index}, b: *m${index}}\n`)}`;
const MERGES = `m0: &m0 {a: 1}\n${many(40, (index) => `m${index + 1}: &m${index + 1} {<<: [*m${index}, *m${index}]}\n`)}`;
const CHAIN = `c0: &c0 [x]\n${many(100_000, (index) => `c${index + 1}: &c${index + 1} [*c${index}]\n`)}`;

const TOO_LARGE = /^prefect\.yaml:\d+:\d+: With its aliases written out this is too large/;
const TOO_DEEP = /^prefect\.yaml:\d+:\d+: This lies too deep/;
const NO_NUMBER = /^prefect\.yaml:\d+:\d+: This is no (?:int|float) that YAML 1\.1 knows/;
const TOO_MANY = /^prefect\.yaml:\d+:\d+: The file holds more than 750,000 values/;
const TOO_LONG = /^prefect\.yaml:1:1: The file is larger than 8,000,000 characters/;

/** By what they try. */
export const INPUTS: { readonly [name: string]: HostileInput } = {
  "doubled lists in parameters": { files: deployment("parameters: {p: *l30}", LISTS), told: TOO_LARGE },
  "doubled mappings in parameters": { files: deployment("parameters: *m30", MAPPINGS), told: TOO_LARGE },
  "doubled lists in tags": { files: deployment("tags: *l30", LISTS), told: TOO_LARGE },
  "doubled lists in a description": { files: deployment("description: *l30", LISTS), told: TOO_LARGE },
  "doubled lists in job variables": {
    files: text(() => `${LISTS}deployments: [{name: a, work_pool: {name: p, job_variables: {env: *l30}}}]`),
    told: TOO_LARGE,
  },
  "doubled lists in pull steps": { files: deployment("pull: [{step: {a: *l30}}]", LISTS), told: TOO_LARGE },
  "doubled lists in build steps": { files: deployment("build: *l30", LISTS), told: TOO_LARGE },
  "doubled lists in triggers": { files: deployment("triggers: [{match: *m30}]", MAPPINGS), told: TOO_LARGE },
  "doubled lists in a schedule": {
    files: deployment("schedules: [{cron: '@daily', parameters: {p: *l30}}]", LISTS),
    told: TOO_LARGE,
  },
  "doubled lists as schedules": { files: deployment("schedules: *l30", LISTS), told: TOO_LARGE },
  "doubled lists in the file's pull steps": {
    files: deployment("tags: []", `${LISTS}pull: [{step: {a: *l30}}]\n`),
    told: TOO_LARGE,
  },
  "doubled lists in a set": {
    files: deployment("parameters: {p: !!pairs [{a: *l30}]}", LISTS),
    told: TOO_LARGE,
  },
  "doubled lists in a file of one deployment": {
    files: () => ({ "a.yaml": `x: [${"&a [1, 2]"}]\n${LISTS}name: a\nentrypoint: f.py:f\ntags: *l30\n` }),
    prefectFiles: ["a.yaml"],
    told: /^a\.yaml:\d+:\d+: With its aliases/,
  },
  "doubled lists of a base file": {
    files: () => ({ "base.yaml": LISTS, "prefect.yaml": `deployments: [{${HEAD}, tags: *l30}]` }),
    baseFile: "base.yaml",
    told: /^(?:base|prefect)\.yaml:\d+:\d+: With its aliases/,
  },
  "doubled lists beside what is read": { files: deployment("unknown: *l30", LISTS), told: "sound" },
  "doubled lists as a key": { files: deployment("parameters: {? *l30 : 1}", LISTS), told: /can't be a key/ },
  "doubled lists that contain themselves": {
    files: deployment("parameters: {p: &p [*l30, *p]}", LISTS),
    told: /^prefect\.yaml:\d+:\d+: This value contains itself/,
  },
  "doubled merges": { files: deployment("parameters: *m40", MERGES), told: /merges more than can be read/ },
  "a large mapping in 100,000 deployments": {
    files: text(
      () =>
        `x: &x {${many(200, (index) => `k${index}: 1, `)}}\ndeployments: [${many(100_000, () => "{name: a, parameters: *x}, ")}]`,
    ),
    told: TOO_LARGE,
  },
  "100,000 merge keys in one mapping": {
    files: text(() => `x: &x {a: 1}\ny: {${many(100_000, () => "<<: *x, ")}}\ndeployments: []`),
    told: /^prefect\.yaml:2:4: This mapping has more than 1000 merge keys/,
  },
  "a mapping that merges itself": { files: deployment("parameters: &p {<<: *p, limit: 1}"), told: "sound" },
  "merges in merges": {
    files: text(
      () =>
        `x: {k0: &a0 {a: 1}, ${many(5000, (index) => `k: &a${index + 1} {<<: *a${index}}, `)} <<: *a5000}`,
    ),
    told: /^prefect\.yaml:1:\d+: This merges too deep/,
  },
  "aliases to aliases": { files: deployment("tags: *c100000", CHAIN), told: /lie more than 250 deep/ },
  "aliases to aliases of a base file": {
    files: () => ({ "base.yaml": CHAIN, "prefect.yaml": `deployments: [{${HEAD}, tags: *c100000}]` }),
    baseFile: "base.yaml",
    told: /^base\.yaml:\d+:\d+: This lies too deep/,
  },
  "values that stand for values": {
    files: text(
      () =>
        `v0: &v0 {=: 1}\n${many(20_000, (index) => `v${index + 1}: &v${index + 1} !!int {=: *v${index}}\n`)}`,
    ),
    told: NO_NUMBER,
  },
  "lists 3,000 deep": { files: text(() => `x: ${"[".repeat(3000)}${"]".repeat(3000)}`), told: TOO_DEEP },
  "mappings 3,000 deep": {
    files: text(() => `x: ${"{a: ".repeat(3000)}1${"}".repeat(3000)}`),
    told: TOO_DEEP,
  },
  "indented 2,300 deep": {
    files: text(() => many(2300, (index) => `${" ".repeat(index)}a:\n`)),
    told: TOO_DEEP,
  },
  "dashes 100,000 deep": { files: text(() => "- ".repeat(100_000)), told: TOO_DEEP },
  "question marks 100,000 deep": { files: text(() => "? ".repeat(100_000)), told: TOO_DEEP },
  "a million open brackets": { files: text(() => "[".repeat(1_000_000)), told: TOO_DEEP },
  "parameters 300 deep": {
    files: deployment(`parameters: {p: ${"[".repeat(300)}${"]".repeat(300)}}`),
    told: /^prefect\.yaml:2:\d+: Lists and mappings lie more than 250 deep/,
  },
  "50 MB of comments": { files: text(() => "# a comment\n".repeat(4_200_000)), told: TOO_LONG },
  "50 MB of text": { files: text(() => `x: ${"words ".repeat(8_400_000)}`), told: TOO_LONG },
  "50 MB of values": { files: text(() => `x: [${"[],".repeat(17_000_000)}]`), told: TOO_LONG },
  "1,600,000 lists": { files: text(() => `x: [${"[],".repeat(1_600_000)}]`), told: TOO_MANY },
  "1,200,000 mappings": { files: text(() => `x: [${"{a},".repeat(1_200_000)}]`), told: TOO_MANY },
  "1,200,000 list entries": { files: text(() => `x:\n${"- a\n".repeat(1_200_000)}`), told: TOO_MANY },
  "a word of 2 MB": { files: text(() => `x: ${"a".repeat(1_900_000)}\ndeployments: []`), told: "sound" },
  "a word of colons": { files: text(() => `x: ${"a:b".repeat(700_000)}\ndeployments: []`), told: "sound" },
  "a quoted text of 8 MB": {
    files: text(() => `x: "${"a ".repeat(3_900_000)}"\ndeployments: []`),
    told: "sound",
  },
  "a key of 2 MB": {
    files: text(() => `${"a".repeat(1_900_000)}: 1`),
    told: /^prefect\.yaml:1:\d+: /,
  },
  "a tag of 2 MB": {
    files: text(() => `x: !${"a".repeat(1_900_000)} 1`),
    told: /^prefect\.yaml:1:4: The tag/,
  },
  "an anchor of 2 MB": {
    files: text(() => `x: *${"a".repeat(1_900_000)}`),
    told: /^prefect\.yaml:1:4: No anchor/,
  },
  "nothing but line ends": {
    files: text(() => "\r".repeat(1_900_000)),
    told: /^prefect\.yaml: The file is empty/,
  },
  "a number of 1,900,000 digits": { files: text(() => `x: ${"9".repeat(1_900_000)}`), told: NO_NUMBER },
  "a number of 5,000 digits": { files: text(() => `x: ${"9".repeat(5000)}`), told: NO_NUMBER },
  "a hexadecimal number of 2 MB": { files: text(() => `x: 0x${"f".repeat(1_900_000)}`), told: NO_NUMBER },
  "a number of base 60 of 2 MB": { files: text(() => `x: 1${":1".repeat(950_000)}`), told: NO_NUMBER },
  "digits that are said to be a number": {
    files: text(() => `x: !!int "${"1".repeat(1_900_000)}"`),
    told: NO_NUMBER,
  },
  "binary data of 8 MB": {
    files: text(() => `x: !!binary ${"a".repeat(7_899_996)}\ndeployments: []`),
    told: "sound",
  },
  "digits as a concurrency limit": {
    files: deployment(`concurrency_limit: '${"9".repeat(1_000_000)}'`),
    told: /^prefect\.yaml:2:\d+: concurrency_limit must be a whole number/,
  },
  "200,000 keys that nobody knows": {
    files: text(() => `deployments:\n- {${HEAD}, ${many(200_000, (index) => `k${index}: 1, `)}}`),
    told: "sound",
  },
  "200,000 wrong deployments": {
    files: text(() => `deployments: [${many(200_000, () => "{version: 1.0}, ")}]`),
    told: /^prefect\.yaml:1:\d+: version must be a text/,
  },
  "700,000 deployments that are none": {
    files: text(() => `deployments: [${"a,".repeat(700_000)}]`),
    told: /^prefect\.yaml:1:\d+: .*must be a mapping/,
  },
  "a duration of 1,000,000 days": {
    files: deployment(`schedules: [{interval: 'P${"1D".repeat(1_000_000)}'}]`),
    told: /^prefect\.yaml:2:\d+: interval must be/,
  },
  "a cron expression of 1,000,000 minutes": {
    files: deployment(`schedules: [{cron: '${"61,".repeat(1_000_000)}1 * * * *'}]`),
    told: /^prefect\.yaml:2:\d+: Prefect refuses the cron expression "61,61/,
  },
  "a recurrence rule of 2 MB": {
    files: deployment(`schedules: [{rrule: 'FREQ=DAILY;BYMONTHDAY=${"1,".repeat(950_000)}x'}]`),
    told: /^prefect\.yaml:2:\d+: Prefect refuses the recurrence rule\. It is longer/,
  },
  "an anchor date of 2 MB": {
    files: deployment(`schedules: [{interval: 60, anchor_date: '${"1".repeat(1_900_000)}'}]`),
    told: /^prefect\.yaml:2:\d+: The anchor date "1111/,
  },
  "200,000 placeholders": {
    files: deployment(`description: '${many(200_000, (index) => `{{ $V${index} }}`)}'`),
    told: /^prefect\.yaml:2:\d+: The environment variable V0 is not set/,
  },
  "braces and nothing in them": {
    files: deployment(`description: '${"{{ ".repeat(1_300_000)}'`),
    told: "sound",
  },
  "blanks in braces": { files: deployment(`description: '{{${" ".repeat(1_900_000)}x'`), told: "sound" },
  "a placeholder of 2 MB": {
    files: deployment(`description: '{{ ${"a[0].".repeat(400_000)}a }}'`),
    told: /^prefect\.yaml:2:\d+: Nothing fills \{\{ a\[0\]/,
  },
  "a name of 2 MB": {
    files: deployment(`name: '${"/".repeat(1_900_000)}'`),
    told: /can't take a name with \//,
  },
  "half a million wrong items": {
    files: deployment(`parameters: {limits: [${"a,".repeat(500_000)}]}`),
    told: /^prefect\.yaml:2:\d+: The flow doesn't take this value of limits at 0/,
  },
  "a value that takes a pattern for ever": {
    files: deployment(`parameters: {word: '${"a".repeat(100_000)}!'}`),
    told: /^prefect\.yaml:2:\d+: The flow doesn't take this value of word/,
  },
  "triggers 200 deep": {
    files: deployment(
      `triggers: [${"{type: compound, require: 2, triggers: [".repeat(80)}{}${"]}".repeat(80)}]`,
    ),
    told: /^prefect\.yaml:2:\d+: `require` is/,
  },
  "a null character": { files: text(() => "x: a\0b"), told: /^prefect\.yaml:1:5: The character U\+0000/ },
  "half a surrogate pair": {
    files: text(() => 'x: "\\ud800"'),
    told: /^prefect\.yaml:1:4: \\ud800 is no character/,
  },
  "a text in Latin-1": {
    files: text(() => "x:\n- M\udcfcller"),
    told: /^prefect\.yaml:2:4: The file is not UTF-8: the byte 0xfc is no part of a character\. Save it as UTF-8\./,
  },
  "a text in UTF-16": {
    files: text(() => "\udcff\ufffdx"),
    told: /^prefect\.yaml:1:1: The file is not UTF-8, but UTF-16/,
  },
  "a byte order mark before a file": {
    files: text(() => `\ufeffdeployments:\n- {${HEAD}}`),
    told: "sound",
  },
  "names of JavaScript's own": {
    files: deployment("parameters: {__proto__: {limit: 1}, constructor: 1, toString: 2, hasOwnProperty: 3}"),
    told: "sound",
  },
  "settings 100,000 deep": {
    files: () => ({
      "prefect.yaml": "deployments: [{name: a, entrypoint: 'flows/a.py:a'}]",
      "pyproject.toml": `x = ${"[".repeat(100_000)}`,
    }),
    told: /^prefect\.yaml:1:15: The deployment names no work pool, and Prefect's settings can't be read: pyproject\.toml/,
  },
};
