import fc from "fast-check";
import { FaultError } from "#diagnostics";
import type { JsonObject } from "#json";
import { propertyRuns } from "#services";
import { ModelPrefect } from "./model-prefect.ts";
import { type Deployments, onMain, SampleTeam } from "./sample-team.ts";

/** Two repositories with two scopes each, on one server. */
const PARTS = ["one--prod", "one--staging", "two--prod", "two--staging"] as const;
type Part = (typeof PARTS)[number];
const repositoryOf = (part: Part) => part.slice(0, 3) as "one" | "two";
const scopeOf = (part: Part) => part.slice(5);
const FILE = "prefect.yaml";

/** A deployment's own name, which tells whose it is. */
const nameIn = (part: Part, letter: string) => `${repositoryOf(part)}-${letter}--${scopeOf(part)}`;
const partOf = (name: string) => PARTS.find((part) => nameIn(part, name.split("-")[1] ?? "") === name);

type Step =
  /** The files of a repository, for both of its scopes: letters and values. */
  | { kind: "push"; part: Part; files: Deployments }
  /** The job of a scope. */
  | { kind: "run"; part: Part; life: number; policy: "archive" | "delete" }
  /** Somebody deletes, resumes or turns on the schedules of a deployment in the UI. */
  | { kind: "by hand"; what: "delete" | "resume" | "turn on"; which: number }
  /** Somebody makes a deployment by hand, with any name. */
  | { kind: "foreign"; part: Part; letter: string }
  /** Somebody deletes the record of a commit, or of what is unfinished. */
  | { kind: "lost"; which: number };

const part = fc.constantFrom(...PARTS);
const letter = fc.constantFrom("a", "b", "c");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("push" as const),
      part,
      files: fc.dictionary(letter, fc.integer({ min: 1, max: 3 }), { minKeys: 1, maxKeys: 3 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("run" as const),
      part,
      life: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(25)),
      policy: fc.constantFrom("archive" as const, "archive" as const, "delete" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("by hand" as const),
      what: fc.constantFrom("delete" as const, "resume" as const, "turn on" as const),
      which: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("foreign" as const), part, letter: fc.constant("z") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lost" as const), which: fc.nat() }) },
);

/** Carries a history out on a server and on a model of what has to be there. */
class History {
  readonly prefect: ModelPrefect;
  private readonly teams: Record<"one" | "two", SampleTeam>;
  private readonly files = new Map<Part, Deployments>();
  /** Names that were ever in the files when a job of theirs ran: ours, wherever it ended. */
  private readonly tried = new Set<string>();
  /** Ids by name, as long as nobody deletes it. */
  private readonly ids = new Map<string, string>();

  constructor(prefect: ModelPrefect, one: SampleTeam, two: SampleTeam) {
    this.prefect = prefect;
    this.teams = { one, two };
  }

  async take(next: Step): Promise<void> {
    switch (next.kind) {
      case "push":
        return this.push(next.part, next.files);
      case "run":
        return this.run(next.part, next.life, next.policy);
      case "by hand": {
        const all = [...this.prefect.held].sort(([one], [other]) => (one < other ? -1 : 1));
        const [key, row] = all[next.which % Math.max(1, all.length)] ?? [];
        if (!key || !row) return;
        if (next.what === "turn on") return this.prefect.setSchedules(key, true);
        if (next.what === "resume") this.prefect.deployments.set(String(row.id), { ...row, paused: false });
        else {
          this.prefect.deployments.delete(String(row.id));
          this.ids.delete(String(row.name));
        }
        return;
      }
      case "foreign": {
        const [like] = this.prefect.deployments.values();
        if (!like) return;
        const id = crypto.randomUUID();
        this.prefect.deployments.set(id, {
          ...like,
          id,
          name: nameIn(next.part, next.letter),
          tags: ["by hand"],
        });
        return;
      }
      case "lost": {
        const all = [...this.prefect.variables.keys()].sort();
        const some = all.filter((name) => /^(deployed-commit|unfinished)-/.test(name));
        const name = some[next.which % Math.max(1, some.length)];
        if (name) this.prefect.variables.delete(name);
      }
    }
  }

  /** Every job runs once more, and ends well. */
  async finish(): Promise<void> {
    for (const one of PARTS) await this.run(one, Number.POSITIVE_INFINITY, "archive", "again");
    const written = this.prefect.writes.length;
    for (const one of PARTS) await this.run(one, Number.POSITIVE_INFINITY, "archive");
    expect(this.prefect.writes.slice(written)).toEqual([]);
  }

  private async push(part: Part, files: Deployments): Promise<void> {
    this.files.set(part, files);
    const repository = repositoryOf(part);
    const all = PARTS.filter((one) => repositoryOf(one) === repository).flatMap((one) => {
      const own = Object.entries(this.files.get(one) ?? {});
      return own.map(([letter, value]) => [nameIn(one, letter), value]);
    });
    await this.teams[repository].push({ [FILE]: Object.fromEntries(all) }, ["0 1 * * *"]);
  }

  private async run(
    part: Part,
    life: number,
    removedPolicy: "archive" | "delete",
    again?: string,
  ): Promise<void> {
    const files = this.files.get(part);
    if (!files) return;
    const others = this.snapshot((name) => !this.isOurs(part, name));
    for (const letter of Object.keys(files)) this.tried.add(nameIn(part, letter));
    this.prefect.life = life;
    const repository = repositoryOf(part);
    const scope = scopeOf(part);
    try {
      await this.teams[repository].apply(FILE, {
        ...{ prune: true, removedPolicy, schedules: "keep", concurrency: 1 },
        ...{ scope, deployments: [`*--${scope}`], allowOlder: true },
        ci: { ...onMain, repository: `https://github.com/acme/${repository}` },
      });
      this.prefect.life = Number.POSITIVE_INFINITY;
      if (again === undefined && life === Number.POSITIVE_INFINITY) this.check(part, files);
    } catch (error) {
      if (!(error instanceof FaultError) || life === Number.POSITIVE_INFINITY) throw error;
    } finally {
      this.prefect.life = Number.POSITIVE_INFINITY;
    }
    expect(this.snapshot((name) => !this.isOurs(part, name))).toEqual(others);
    for (const [key, { id, name }] of this.prefect.held) {
      if (!this.isOurs(part, String(name))) continue;
      const before = this.ids.get(String(name));
      // It comes back as the same deployment, unless it was deleted in between.
      if (before !== undefined && removedPolicy === "archive") expect([key, id]).toEqual([key, before]);
      this.ids.set(String(name), String(id));
    }
  }

  private isOurs(part: Part, name: string): boolean {
    return partOf(name) === part && this.tried.has(name);
  }

  private snapshot(wanted: (name: string) => boolean): [string, JsonObject][] {
    return [...this.prefect.held]
      .filter(([, { name }]) => wanted(String(name)))
      .map(([key, row]) => [key, { ...row }]);
  }

  /** The files' deployments are as they say, and all others of ours are off. */
  private check(part: Part, files: Deployments): void {
    const own = this.snapshot((name) => this.isOurs(part, name));
    const wanted = Object.entries(files).map(([letter, value]) => [`f/${nameIn(part, letter)}`, value]);
    const on = own.filter(([key]) => wanted.some(([one]) => one === key));
    expect(
      on.map(([key, { parameters, tags }]) => [key, (parameters as { value: number }).value, tags]).sort(),
    ).toEqual(wanted.map(([key, value]) => [key, value, []]).sort());
    for (const [key, { paused, schedules }] of own.filter(([key]) => !wanted.some(([one]) => one === key))) {
      const active = (schedules as JsonObject[]).filter((one) => one.active);
      expect({ key, paused, active }).toEqual({ key, paused: true, active: [] });
    }
  }
}

const HISTORIES = propertyRuns(12);

test(
  "after any history of jobs, kills and edits, what is ours and left the files is off, and nothing of others was touched",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const prefect = await ModelPrefect.start();
        try {
          const start = () => SampleTeam.start(prefect.apiUrl);
          const history = new History(prefect, await start(), await start());
          for (const next of steps) await history.take(next);
          await history.finish();
        } finally {
          await prefect.stop();
        }
      }),
      { numRuns: HISTORIES },
    );
  },
  120_000 + HISTORIES * 20_000,
);
