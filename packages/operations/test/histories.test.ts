import fc from "fast-check";
import { FaultError, silentReporter } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { hashOf, Inventory } from "#server-records";
import { propertyRuns } from "#services";
import { ModelPrefect } from "./model-prefect.ts";
import { type Deployments, SampleTeam } from "./sample-team.ts";

const FILES = ["a.yaml", "b.yaml"] as const;
type File = (typeof FILES)[number];
type Files = Record<File, Deployments>;

let prefect: ModelPrefect;
beforeEach(async () => {
  prefect = await ModelPrefect.start();
});
afterEach(() => prefect.stop());

/** What the server holds of one file's deployments: their names say whose they are. */
function held(file: File): Deployments {
  const own = [...prefect.held].filter(([key]) => key.startsWith(`f/${file[0]}`));
  return Object.fromEntries(
    own.map(([key, { parameters }]) => [key.slice(2), (parameters as { value: number }).value]).sort(),
  );
}

test("a first push that failed is caught up by the next one, whatever that changes", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  prefect.refused = new Set(["a1", "a2"]);
  await expect(team.deploy("a.yaml")).rejects.toThrow(/a1 is refused/);
  prefect.refused = new Set();
  await team.push({ "a.yaml": { a1: 1, a2: 2 } });
  expect(await team.deploy("a.yaml")).toMatchObject({ notRecorded: null, excluded: [] });
  expect(held("a.yaml")).toEqual({ a1: 1, a2: 2 });
});

test("what a run has half done is brought back by the next, although the files are what they were", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  await team.deploy("a.yaml");
  await team.push({ "a.yaml": { a1: 2, a2: 2, a3: 2 } });
  prefect.refused = new Set(["a2"]);
  await expect(team.deploy("a.yaml")).rejects.toThrow(/a2 is refused/);
  expect(held("a.yaml")).toEqual({ a1: 2, a2: 1, a3: 2 });
  prefect.refused = new Set();
  // A revert: nothing differs from the recorded commit.
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  expect(await team.deploy("a.yaml")).toMatchObject({ notRecorded: null, excluded: [] });
  expect(held("a.yaml")).toEqual({ a1: 1, a2: 1 });
  // And that is the end of it.
  prefect.writes = [];
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  const { plan } = await team.deploy("a.yaml");
  expect(plan.deployments).toEqual([]);
  expect(prefect.writes).toHaveLength(1);
});

test("a run of some, by name, leaves the rest to the next detection and refuses older commits", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ "a.yaml": { a1: 1, a2: 1, a3: 1 } });
  await team.deploy("a.yaml");
  const start = await team.repository.git("rev-parse", "HEAD");
  await team.push({ "a.yaml": { a1: 2, a2: 2, a3: 1 } });
  expect(await team.apply("a.yaml", { deployments: ["a1"] })).toMatchObject({
    notRecorded: null,
    excluded: ["f/a2"],
  });
  await team.repository.git("checkout", "--quiet", start);
  await expect(team.apply("a.yaml", { deployments: ["all"] })).rejects.toThrow(/older than/);
  await team.repository.git("checkout", "--quiet", "main");
  await team.push({ "a.yaml": { a1: 2, a2: 2, a3: 2 } });
  const { plan } = await team.deploy("a.yaml");
  expect(plan.deployments.map(({ key, reason }) => [key, reason])).toEqual([
    ["f/a2", expect.stringContaining("left out when")],
    ["f/a3", expect.any(String)],
  ]);
  expect(held("a.yaml")).toEqual({ a1: 2, a2: 2, a3: 2 });
});

test("a run of everything that removes nothing leaves what has left the files to the next detection", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  await team.deploy("a.yaml");
  await team.push({ "a.yaml": { a1: 1 } });
  expect(await team.apply("a.yaml")).toMatchObject({ notRecorded: null, excluded: ["f/a2"] });
  expect(held("a.yaml")).toEqual({ a1: 1, a2: 1 });
  await team.push({ "a.yaml": { a1: 2 } });
  expect(await team.deploy("a.yaml")).toMatchObject({ notRecorded: null, excluded: [] });
  expect(held("a.yaml")).toEqual({ a1: 2 });
});

test("a standing pattern of exceptions keeps the commit recorded, and those it spares known", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  const except = ["*--staging"];
  await team.push({ "a.yaml": { "a1--prod": 1, "a2--prod": 1, "a1--staging": 1, "a2--staging": 1 } });
  const first = await team.deploy("a.yaml", { except });
  expect(first).toMatchObject({ notRecorded: null, excluded: ["f/a1--staging", "f/a2--staging"] });
  await team.push({ "a.yaml": { "a1--prod": 2, "a2--prod": 1, "a1--staging": 2, "a2--staging": 1 } });
  const second = await team.deploy("a.yaml", { except });
  expect(second.plan.deployments.map(({ key }) => key)).toEqual(["f/a1--prod"]);
  expect(second).toMatchObject({ notRecorded: null, excluded: ["f/a1--staging", "f/a2--staging"] });
  // Without the exception they are caught up, although nothing has changed since.
  await team.push({ "a.yaml": { "a1--prod": 2, "a2--prod": 1, "a1--staging": 2, "a2--staging": 1 } });
  expect(await team.deploy("a.yaml")).toMatchObject({ excluded: [] });
  expect(held("a.yaml")).toMatchObject({ "a1--staging": 2, "a2--staging": 1 });
});

const HISTORIES = propertyRuns(8);

/** What happens next; numbers choose among what there is. */
type Step =
  /** A push, and its job. `end`: how many writes it lives for, or which deployment the server refuses. */
  | { kind: "push"; files: Files; end: End }
  /** A push whose job was cancelled before it began. */
  | { kind: "cancelled"; files: Files }
  /** By hand: all, or some, of an earlier or the newest commit, forced or not. */
  | { kind: "dispatch"; some: string[]; back: number; forced: boolean; end: End }
  /** The branch goes back, and on from there. */
  | { kind: "force-push"; back: number; files: Files; end: End }
  /** Somebody deletes a variable. */
  | { kind: "lost"; which: number };
type End = { life: number } | { refused: string } | "well";

const names = (file: File) => [1, 2, 3].map((number) => `${file[0]}${number}`);
const deployments = (file: File) =>
  fc.dictionary(fc.constantFrom(...names(file)), fc.integer({ min: 1, max: 3 }), { maxKeys: 3 });
const files: fc.Arbitrary<Files> = fc.record({
  "a.yaml": deployments("a.yaml"),
  "b.yaml": deployments("b.yaml"),
});
const name = fc.constantFrom(...FILES.flatMap(names));
const end: fc.Arbitrary<End> = fc.oneof(
  { weight: 3, arbitrary: fc.constant("well" as const) },
  { weight: 2, arbitrary: fc.record({ life: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ refused: name }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("push" as const), files, end }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancelled" as const), files }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("dispatch" as const),
      some: fc.uniqueArray(name, { maxLength: 2 }),
      back: fc.nat(2),
      forced: fc.boolean(),
      end,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("force-push" as const), back: fc.nat(2), files, end }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lost" as const), which: fc.nat() }) },
);

/** Carries out a history, and holds the server to the files after each run that ended well. */
class History {
  readonly team: SampleTeam;
  private readonly states = new Map<string, Files>();
  private readonly commits: string[] = [];
  private lost = false;

  constructor(team: SampleTeam) {
    this.team = team;
  }

  async take(next: Step): Promise<void> {
    switch (next.kind) {
      case "push":
        await this.push(next.files);
        return this.deployBoth(next.end);
      case "cancelled":
        await this.push(next.files);
        return;
      case "force-push": {
        const to = this.commits.at(-1 - next.back);
        if (to) await this.team.repository.git("reset", "--quiet", "--hard", to);
        await this.push(next.files);
        return this.deployBoth(next.end);
      }
      case "dispatch":
        return this.dispatch(next);
      case "lost": {
        const all = [...prefect.variables.keys()].sort().filter((one) => one.startsWith("deployed-commit"));
        const variable = all[next.which % Math.max(1, all.length)];
        if (variable) prefect.variables.delete(variable);
        this.lost ||= variable !== undefined;
        return;
      }
    }
  }

  /** Whatever is on the server from here is held by the inventory, or pending there by its name. */
  async checkInventory(): Promise<void> {
    const client = new PrefectClient(connectionFromInputs({ apiUrl: prefect.apiUrl }));
    for (const file of FILES) {
      const target = { repository: "acme/platform", files: [file] };
      const { ids, pending } = (await Inventory.read(client, target, silentReporter)).contents;
      const own = [...prefect.held].filter(([key]) => key.startsWith(`f/${file[0]}`));
      const forgotten = own.filter(
        ([key, { id }]) => !ids.get(hashOf("", key))?.has(String(id)) && !pending.has(key),
      );
      expect(forgotten).toEqual([]);
    }
  }

  /** The last run of all ends well. */
  async finish(): Promise<void> {
    await this.push({ "a.yaml": {}, "b.yaml": {}, ...this.states.get(this.commits.at(-1) ?? "") });
    await this.deployBoth("well");
  }

  private async push(files: Files): Promise<void> {
    const commit = await this.team.push(files);
    this.commits.push(commit);
    this.states.set(commit, files);
  }

  private async deployBoth(end: End): Promise<void> {
    for (const file of FILES) {
      if (!(await this.endsWell(end, () => this.team.deploy(file)))) continue;
      const wanted = this.states.get(await this.team.repository.git("rev-parse", "HEAD"))?.[file] ?? {};
      const found = held(file);
      // Without a record nobody knows what was deployed before and has left the files since.
      const left = this.lost ? Object.keys(wanted) : Object.keys({ ...found, ...wanted });
      const of = (from: Deployments) => Object.fromEntries(left.sort().map((one) => [one, from[one]]));
      expect({ file, ...of(found) }).toEqual({ file, ...of(wanted) });
    }
  }

  private async dispatch({ some, back, forced, end }: Step & { kind: "dispatch" }): Promise<void> {
    const commit = this.commits.at(-1 - back);
    if (!commit) return;
    await this.team.repository.git("checkout", "--quiet", commit);
    for (const file of FILES) {
      const defined = this.states.get(commit)?.[file] ?? {};
      const own = some.filter((one) => one in defined);
      const options = { deployments: some.length > 0 ? own : ["all"], allowOlder: forced };
      if (some.length > 0 && own.length === 0) continue;
      if (!(await this.endsWell(end, () => this.team.apply(file, options)))) continue;
      const applied = some.length > 0 ? own : Object.keys(defined);
      for (const one of applied) expect({ [one]: held(file)[one] }).toEqual({ [one]: defined[one] });
    }
    await this.team.repository.git("checkout", "--quiet", "main");
  }

  private async endsWell(end: End, job: () => Promise<{ notRecorded: string | null }>): Promise<boolean> {
    if (end !== "well" && "life" in end) prefect.life = end.life;
    if (end !== "well" && "refused" in end) prefect.refused = new Set([end.refused]);
    try {
      return (await job()).notRecorded === null;
    } catch (error) {
      if (error instanceof FaultError) return false;
      throw error;
    } finally {
      prefect.life = Number.POSITIVE_INFINITY;
      prefect.refused = new Set();
    }
  }
}

test(
  "after any history of runs, the last that ends well leaves the server as the files say",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), async (steps) => {
        await prefect.stop();
        prefect = await ModelPrefect.start();
        const history = new History(await SampleTeam.start(prefect.apiUrl));
        for (const next of steps) {
          await history.take(next);
          await history.checkInventory();
        }
        await history.finish();
      }),
      { numRuns: HISTORIES },
    );
  },
  120_000 + HISTORIES * 20_000,
);
