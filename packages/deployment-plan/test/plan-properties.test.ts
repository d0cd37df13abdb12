import fc from "fast-check";
import { propertyRuns } from "#services";
import { changedSince } from "../src/changed-since.ts";
import { compareWritten } from "../src/compare-written.ts";
import { decide } from "../src/decide.ts";
import { decideRemoved } from "../src/decide-removed.ts";
import { DEFAULT_CHOICES as HOW, type PlanChoices } from "../src/plan-choices.ts";
import { deployment } from "./arbitrary-deployments.ts";
import { ModelServer } from "./model-server.ts";

const choices = fc.record({
  startNewSchedules: fc.boolean(),
  schedules: fc.constantFrom<PlanChoices["schedules"]>("as-declared", "keep"),
  undeclaredSchedules: fc.constantFrom<PlanChoices["undeclaredSchedules"]>("delete", "keep"),
  paused: fc.constantFrom<PlanChoices["paused"]>("keep", "as-declared"),
  derivedVersion: fc.constantFrom<PlanChoices["derivedVersion"]>("ignore", "write"),
});
/** New schedules are started only where their state is kept: else the next plan would turn them off again. */
const options = choices.map(
  ({ startNewSchedules, ...how }): PlanChoices => ({
    ...how,
    startNewSchedules: startNewSchedules && how.schedules === "keep",
  }),
);

test("after a plan is executed there is nothing left to do", () => {
  fc.assert(
    fc.property(fc.array(deployment, { minLength: 1, maxLength: 4 }), options, (states, how) => {
      const server = new ModelServer();
      for (const state of states) {
        server.execute(decide(state, server.live, how, null));
        const again = decide(state, server.live, how, null);
        expect(again).toMatchObject({ action: "unchanged", changes: [] });
        expect(server.execute(again)).toEqual([]);
      }
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("a look after the writes finds what was planned, and nothing twice", () => {
  const asPlanned = { differences: [], twice: { schedules: [], automations: [] } };
  fc.assert(
    fc.property(fc.array(deployment, { minLength: 1, maxLength: 4 }), options, (states, how) => {
      const server = new ModelServer();
      for (const state of states) {
        const planned = decide(state, server.live, how, null);
        server.execute(planned);
        expect(server.live && compareWritten(planned, server.live)).toMatchObject(asPlanned);
        expect(changedSince(decide(state, server.live, how, null), server.live)).toBeNull();
      }
      const paused =
        server.live && decideRemoved(server.live, { policy: "pause", tags: ["pr-1"], reason: null });
      if (paused) server.execute(paused);
      expect(paused && server.live && compareWritten(paused, server.live)).toMatchObject(asPlanned);
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("what two applies made twice is there once after either of them has looked, the oldest of each", () => {
  fc.assert(
    fc.property(deployment, deployment, fc.boolean(), (first, second, isNew) => {
      const server = new ModelServer();
      if (!isNew) server.execute(decide(first, undefined, HOW, null));
      const planned = decide(second, server.live, HOW, null);
      server.execute(planned);
      const once = structuredClone(server.live);
      if (!once || !server.live) throw new Error("not created");
      // The other one makes the same again: what has a slug is refused.
      const made = <Part extends { action: string }>(parts: readonly Part[]) =>
        parts.filter(({ action }) => action === "create");
      const again = { ...planned, automations: made(planned.automations), schedules: [] };
      server.execute({
        ...again,
        action: "update",
        live: { id: "x", updated: "", paused: false },
        changes: [],
      });
      const schedules = made(planned.schedules).filter(({ after }) => after?.slug === null);
      if (planned.action === "update") {
        server.execute({ ...again, automations: [], schedules, action: "update", changes: [] });
      }
      const { differences, twice } = compareWritten(planned, server.live);
      expect(differences).toEqual([]);
      const isLeft = ({ id }: { id: string }) => ![...twice.schedules, ...twice.automations].includes(id);
      expect(server.live.schedules.filter(isLeft).map(({ id }) => id)).toEqual(
        once.schedules.map(({ id }) => id),
      );
      expect(server.live.automations.filter(isLeft).map(({ id }) => id)).toEqual(
        once.automations.map(({ id }) => id),
      );
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("the deployment has exactly the schedules of the file, and as few new ids as can be", () => {
  fc.assert(
    fc.property(deployment, deployment, (first, second) => {
      const server = new ModelServer();
      server.execute(decide(first, undefined, HOW, null));
      const old = server.live?.schedules.map(({ id }) => id) ?? [];
      server.execute(decide(second, server.live, HOW, null));
      const now = server.live?.schedules ?? [];
      expect(now.map(({ state }) => state.active).sort()).toEqual(
        second.schedules.map(({ active }) => active).sort(),
      );
      expect(now).toHaveLength(second.schedules.length);
      for (const { slug } of first.schedules) {
        if (slug === null || !second.schedules.some((one) => one.slug === slug)) continue;
        // One that is replaced goes on under another slug.
        if (second.schedules.some(({ replaces }) => replaces === slug)) continue;
        const before = old[first.schedules.findIndex((one) => one.slug === slug)];
        expect(now.find(({ state }) => state.slug === slug)?.id).toBe(before);
      }
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("keep never changes the state of a schedule that exists", () => {
  fc.assert(
    fc.property(deployment, deployment, (first, second) => {
      const server = new ModelServer();
      server.execute(decide(first, undefined, { ...HOW, schedules: "keep" }, null));
      const old = new Map(server.live?.schedules.map(({ id, state }) => [id, state.active]));
      server.execute(decide(second, server.live, { ...HOW, schedules: "keep" }, null));
      for (const { id, state } of server.live?.schedules ?? []) {
        if (old.has(id)) expect(state.active).toBe(old.get(id));
      }
    }),
  );
});

test("each policy for removed deployments is done once", () => {
  fc.assert(
    fc.property(deployment, fc.constantFrom("keep", "pause", "delete"), (state, policy) => {
      const server = new ModelServer();
      server.execute(decide(state, undefined, HOW, null));
      if (!server.live) throw new Error("not created");
      server.execute(decideRemoved(server.live, { policy, tags: [], reason: null }));
      if (policy === "delete") expect(server.live).toBeUndefined();
      else expect(server.execute(decideRemoved(server.live, { policy, tags: [], reason: null }))).toEqual([]);
    }),
  );
});
