import fc from "fast-check";
import { decide, decideRemoved } from "../src/decide.ts";
import { DEFAULT_CHOICES as HOW, type PlanChoices } from "../src/plan-choices.ts";
import { deployment } from "./arbitrary-deployments.ts";
import { ModelServer } from "./model-server.ts";

const options = fc.record({
  schedules: fc.constantFrom<PlanChoices["schedules"]>("as-declared", "keep"),
  undeclaredSchedules: fc.constantFrom<PlanChoices["undeclaredSchedules"]>("delete", "keep"),
  paused: fc.constantFrom<PlanChoices["paused"]>("keep", "as-declared"),
  derivedVersion: fc.constantFrom<PlanChoices["derivedVersion"]>("ignore", "write"),
});

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
    { numRuns: 500 },
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
    { numRuns: 500 },
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
      server.execute(decideRemoved(server.live, policy, [], null));
      if (policy === "delete") expect(server.live).toBeUndefined();
      else expect(server.execute(decideRemoved(server.live, policy, [], null))).toEqual([]);
    }),
  );
});
