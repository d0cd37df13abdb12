import fc from "fast-check";
import type { DesiredSchedule } from "#prefect-project";
import { propertyRuns } from "#services";
import { decide } from "../src/decide.ts";
import { DEFAULT_CHOICES } from "../src/plan-choices.ts";
import { cron, desiredDeployment } from "./desired.ts";
import { ModelServer } from "./model-server.ts";
import { Collision, type Row, renamedByPrefect } from "./prefect-renames.ts";

const KEEP = { ...DEFAULT_CHOICES, schedules: "keep" } as const;
const SLUGS = ["a", "b", "c", "d", "e"];
const cronOf = (row: number) => `${row} 1 * * *`;

/** A server with one deployment whose schedules have the first slugs, each with times of its own. */
function serverWith(active: readonly boolean[]): { server: ModelServer; ids: string[] } {
  const schedules = active.map((isActive, row) => cron(cronOf(row), { slug: SLUGS[row], active: isActive }));
  const server = new ModelServer();
  server.execute(decide(desiredDeployment({ schedules }), undefined, KEEP, null));
  return { server, ids: server.live?.schedules.map(({ id }) => id) ?? [] };
}

/** What the server holds, in the order of the file. */
function held({ server, ids }: ReturnType<typeof serverWith>, desired: readonly DesiredSchedule[]): Row[] {
  return desired.map(({ slug }) => {
    const found = server.live?.schedules.find(({ state }) => state.slug === slug);
    if (!found) throw new Error(`no schedule ${slug}`);
    const { schedule, active } = found.state;
    // Each that the file makes new is one of those that weren't there.
    const row = ids.indexOf(found.id);
    return {
      row: row < 0 ? ids.length : row,
      slug: slug ?? "",
      cron: "cron" in schedule ? schedule.cron : "",
      active,
    };
  });
}

function apply(server: ModelServer, schedules: DesiredSchedule[], most?: number) {
  return server.execute(decide(desiredDeployment({ schedules }), server.live, KEEP, null), most);
}

/** Where each stored schedule goes: to a slug of its own, of another, to a new one, or out of the file. */
function* destinations(count: number, taken: readonly string[] = []): Generator<(string | null)[]> {
  if (taken.length === count) return void (yield [...taken].map((slug) => (slug === "-" ? null : slug)));
  for (const slug of [...SLUGS, "-"]) {
    if (slug === "-" || !taken.includes(slug)) yield* destinations(count, [...taken, slug]);
  }
}

function renamesTo(
  to: readonly (string | null)[],
  crons = to.map((_, row) => cronOf(row)),
): DesiredSchedule[] {
  return to.flatMap((slug, row) => {
    if (slug === null) return [];
    const old = SLUGS[row] ?? "";
    return [cron(crons[row] ?? "", { slug, replaces: slug === old ? null : old })];
  });
}

const ALL = [1, 2, 3, 4].flatMap((count) => [...destinations(count)]);
const ALTERNATELY = (to: readonly unknown[]) => to.map((_, row) => row % 2 === 1);

test("a rename moves the schedule that on-call paused, and starts none", () => {
  const { server, ids } = serverWith([false, true]);
  const desired = [
    cron(cronOf(0), { slug: "b", replaces: "a" }),
    cron(cronOf(1), { slug: "c", replaces: "b" }),
  ];
  expect(apply(server, desired).map(({ kind }) => kind)).toEqual([
    "update-schedule",
    "update-schedule",
    "update-deployment",
  ]);
  expect(held({ server, ids }, desired)).toEqual([
    { row: 0, slug: "b", cron: cronOf(0), active: false },
    { row: 1, slug: "c", cron: cronOf(1), active: true },
  ]);
});

test("all permutations, chains and swaps of up to four schedules end as Prefect's own, and are done once", () => {
  let [renamed, refused] = [0, 0];
  expect(ALL).toHaveLength(6 + 31 + 136 + 501);
  for (const to of ALL) {
    const desired = renamesTo(to);
    const state = serverWith(ALTERNATELY(to));
    let expected: Row[] | undefined;
    try {
      expected = renamedByPrefect(held(state, [...serverSchedules(to)]), desired, true);
    } catch (error) {
      if (!(error instanceof Collision)) throw error;
      refused++;
    }
    apply(state.server, desired);
    if (expected) {
      renamed++;
      expect({ to, rows: held(state, desired) }).toEqual({ to, rows: expected });
    }
    expect(state.server.live?.schedules).toHaveLength(desired.length);
    expect({ to, again: apply(state.server, desired) }).toEqual({ to, again: [] });
  }
  expect([renamed, refused]).toEqual([402, 272]);
});

/** The stored schedules as a file would have them. */
function serverSchedules(to: readonly unknown[]): DesiredSchedule[] {
  return to.map((_, row) => cron(cronOf(row), { slug: SLUGS[row] }));
}

test("a kill after any write leaves what the next run finishes, with the same schedule under each slug", () => {
  for (const to of ALL) {
    const desired = renamesTo(to);
    const whole = serverWith(ALTERNATELY(to));
    const count = apply(whole.server, desired).length;
    for (let most = 0; most < count; most++) {
      const killed = serverWith(ALTERNATELY(to));
      apply(killed.server, desired, most);
      apply(killed.server, desired);
      expect({ to, most, rows: held(killed, desired) }).toEqual({ to, most, rows: held(whole, desired) });
      expect(apply(killed.server, desired)).toEqual([]);
    }
  }
});

test("renames with other times end as Prefect's own, but for swaps that may be done already", () => {
  const crons = fc.array(fc.constantFrom(...[0, 1, 2, 3, 4, 5].map(cronOf)), { minLength: 4, maxLength: 4 });
  const states = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...ALL), crons, states, fc.nat(6), (to, times, active, most) => {
      const desired = renamesTo(to, times);
      const state = serverWith(active.slice(0, to.length));
      const before = held(state, serverSchedules(to));
      apply(state.server, desired, most);
      apply(state.server, desired);
      const now = held(state, desired);
      expect(now.map(({ cron }) => cron)).toEqual(
        to.flatMap((slug, row) => (slug === null ? [] : times[row])),
      );
      expect(apply(state.server, desired)).toEqual([]);
      // All slugs of a swap are there before and after: times alone can tell whether it was done before.
      if (isSwap(to)) return;
      try {
        expect(now).toEqual(renamedByPrefect(before, desired, true));
      } catch (error) {
        if (!(error instanceof Collision)) throw error;
      }
    }),
    { numRuns: propertyRuns(2000) },
  );
});

/** Whether some of the stored slugs are handed round among the schedules that have them. */
function isSwap(to: readonly (string | null)[]): boolean {
  return to.some((_, start) => {
    let row = start;
    for (let step = 1; step <= to.length; step++) {
      row = SLUGS.indexOf(to[row] ?? "");
      if (row < 0 || row >= to.length) return false;
      if (row === start) return step > 1;
    }
    return false;
  });
}

test("a swap that is done is not undone by a later change, though the file still names what was replaced", () => {
  const state = serverWith([false, true]);
  const swapped = [
    cron(cronOf(0), { slug: "b", replaces: "a" }),
    cron(cronOf(1), { slug: "a", replaces: "b" }),
  ];
  apply(state.server, swapped);
  const later = [cron(cronOf(5), { slug: "b", replaces: "a" }), ...swapped.slice(1)];
  expect(apply(state.server, later).map(({ kind }) => kind)).toEqual([
    "update-schedule",
    "update-deployment",
  ]);
  expect(held(state, later)).toEqual([
    { row: 0, slug: "b", cron: cronOf(5), active: false },
    { row: 1, slug: "a", cron: cronOf(1), active: true },
  ]);
});
