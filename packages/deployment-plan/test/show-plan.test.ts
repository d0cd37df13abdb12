import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { type JsonObject, jsonText, parseJson } from "#json";
import { projectRoot, propertyRuns } from "#services";
import { decide } from "../src/decide.ts";
import { decideRemoved } from "../src/decide-removed.ts";
import { headline, type Plan, redactPlan, renderPlanText } from "../src/index.ts";
import { DEFAULT_CHOICES as HOW } from "../src/plan-choices.ts";
import { deployment } from "./arbitrary-deployments.ts";
import { automation, cron, desiredDeployment, interval } from "./desired.ts";
import { ModelServer } from "./model-server.ts";
import { planOf } from "./plan-of.ts";

/** One deployment of each kind, with most kinds of change. */
function samplePlan(): Plan {
  const before = desiredDeployment({
    fields: {
      tags: ["old"],
      job_variables: { image: "registry/flows:1.2.3", env: { DB_PASSWORD: "hunter1", REGION: "eu" } },
    },
    schedules: [cron("0 5 * * *"), interval(900)],
    automations: [automation("on order")],
  });
  const after = desiredDeployment({
    fields: {
      tags: ["new"],
      job_variables: { image: "registry/flows:1.3.0", env: { DB_PASSWORD: "hunter2", REGION: "eu" } },
    },
    schedules: [cron("0 6 * * *", { active: false }), cron("0 7 * * *")],
    automations: [automation("on order", { enabled: false })],
  });
  const server = new ModelServer();
  server.execute(decide(before, undefined, HOW, null));
  const live = server.live;
  if (!live) throw new Error("not created");
  return planOf(
    decide(before, live, HOW, null),
    decide(
      desiredDeployment({
        name: "fresh",
        fields: {
          pull_steps: [{ "prefect.deployments.steps.git_clone": { repository: "r", branch: "main" } }],
        },
        schedules: [cron("0 1 * * *")],
      }),
      undefined,
      HOW,
      "added",
    ),
    { ...decide(after, live, HOW, "flows/orders.py -> lib/dates.py"), droppedRuns: 6 },
    {
      ...decideRemoved({ ...live, key: "orders/gone" }, { policy: "delete", tags: [], reason: null }),
      droppedRuns: 1,
    },
  );
}

test("a terminal shows what weighs most first, and every value that changes", () => {
  expect(renderPlanText(redactPlan(samplePlan()))).toBe(`\
http://127.0.0.1:4200/api: 1 to delete, 1 to update, 1 to create, 1 unchanged
- orders/gone  (no longer in the files)
    - automation on order
    ! 1 scheduled run dropped
~ orders/daily  (flows/orders.py -> lib/dates.py)
    - tag old
    + tag new
    ~ job_variables.image: registry/flows:1.2.3 → registry/flows:1.3.0
    ~ job_variables.env.DB_PASSWORD: *** → *** (a new value)
    ~ schedule: cron 0 5 * * * (UTC) → cron 0 6 * * * (UTC)
    ~ schedule cron 0 6 * * * (UTC): state: active → paused
    + schedule cron 0 7 * * * (UTC)
    - schedule every 15 min (UTC)
    ~ automation on order: enabled: true → false
    ! 6 scheduled runs dropped, rescheduled within seconds
+ orders/fresh  (added)
    + version: 1
    + entrypoint: flows/orders.py:orders
    + pull_steps[0].git_clone.repository: r
    + pull_steps[0].git_clone.branch: main
    + work_pool_name: pool
    + schedule cron 0 1 * * * (UTC)`);
});

test("numbers are shown as Python writes them, in text and in JSON", () => {
  const numbers = (text: string) => parseJson(`{"rate": ${text}, "steps": [${text}]}`) as JsonObject;
  const server = new ModelServer();
  const before = desiredDeployment({ fields: { parameters: numbers("25"), job_variables: numbers("1.5") } });
  server.execute(decide(before, undefined, HOW, null));
  const after = desiredDeployment({
    fields: { parameters: numbers("25.0"), job_variables: numbers("1e+16") },
  });
  const plan = redactPlan(planOf(decide(after, server.live ?? undefined, HOW, null)));
  const text = renderPlanText(plan);
  expect(text).toContain("~ parameters.rate: 25 → 25.0\n    ~ parameters.steps[0]: 25 → 25.0");
  expect(text).toContain("~ job_variables.rate: 1.5 → 1e+16");
  expect(jsonText(plan)).toContain('"before":{"rate":25,"steps":[25]},"after":{"rate":25.0,"steps":[25.0]}');
});

test("a plan without changes is one line", () => {
  expect(headline(planOf())).toBe("no deployments selected");
  const server = new ModelServer();
  const one = desiredDeployment();
  server.execute(decide(one, undefined, HOW, null));
  const plan = redactPlan(planOf(decide(one, server.live, HOW, null)));
  expect(renderPlanText(plan)).toBe("http://127.0.0.1:4200/api: 1 unchanged");
});

test("notes on unchanged deployments are told apart from what changes", () => {
  const planned = { ...decide(desiredDeployment(), undefined, HOW, null), action: "unchanged" as const };
  const plan = redactPlan(planOf({ ...planned, notes: ["paused on the server; stays paused"] }));
  expect(renderPlanText(plan)).toContain("\n= orders/daily: paused on the server; stays paused");
});

test("a note that many deployments share is told once", () => {
  const note = 'The work pool "k8s" declares no job variable storage: it has no effect.';
  const planned = Array.from({ length: 14 }, (_, index) => ({
    ...decide(desiredDeployment({ name: `d${index}` }), undefined, HOW, null),
    notes: index === 0 ? [note, "its own"] : [note],
  }));
  const plan = redactPlan(planOf(...planned));
  const text = renderPlanText(plan);
  expect(text).toContain(`\nnote on orders/d0, orders/d1, orders/d2 and 11 more: ${note}`);
  expect(text.split(note)).toHaveLength(2);
  expect(text).toContain("    note: its own");
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "a|b",
    "``a`",
    "<img src=x onerror=alert(1)>",
    "line\n::error::two",
    "](http://evil)",
    "\u001b[31mred",
    "\\|",
    "x".repeat(300),
    "\u202Eevil",
    "| a |\n|---|",
  ),
);

test("names, reasons and values from outside stay text", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, reason, value) => {
      const one = desiredDeployment({ name, fields: { tags: [value], entrypoint: value } });
      const planned = { ...decide(one, undefined, HOW, reason), notes: [value] };
      const shown = redactPlan(planOf(planned));
      const lines = renderPlanText(shown).split("\n");
      for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
      expect(lines.filter((line) => line.startsWith("::"))).toEqual([]);
    }),
    { numRuns: propertyRuns(300) },
  );
});

describe("secrets", () => {
  const secret = "s3cr3t-value";
  const one = desiredDeployment({
    fields: {
      description: `connects with ${secret}`,
      parameters: { url: `https://user:${secret}@host/` },
      pull_steps: [{ clone: { access_token: "{{ prefect.blocks.secret.token }}", password: "plain" } }],
      parameter_openapi_schema: { properties: { token: { default: "shown" } } },
    },
    schedules: [cron("0 1 * * *", { parameters: { key: [secret] } })],
    automations: [automation("a", { job_variables: { env: { API_KEY: "abc" } } })],
  });

  test("are nowhere in what is shown or stored", () => {
    const shown = redactPlan(planOf({ ...decide(one, undefined, HOW, `for ${secret}`), notes: [secret] }), {
      secrets: [secret],
    });
    const json = jsonText(shown);
    for (const form of [json, renderPlanText(shown)]) {
      for (const text of [secret, "plain", "abc"]) expect(form).not.toContain(text);
    }
    // Placeholders say where a secret comes from; a parameter's schema is no value.
    expect(json).toContain("{{ prefect.blocks.secret.token }}");
    expect(json).toContain("shown");
    expect(shown.redacted).toBe(true);
  });

  test("that they replace are masked too", () => {
    const server = new ModelServer();
    const old = { ...one, fields: { ...one.fields, parameters: { url: "https://user:older@host/" } } };
    server.execute(decide(old, undefined, HOW, null));
    const shown = redactPlan(planOf(decide(one, server.live, HOW, null)), { secrets: [secret] });
    expect(shown.deployments[0]?.changes).toEqual([
      { field: "parameters", before: { url: "***" }, after: { url: "https://user:***@host/" } },
    ]);
  });

  test("leave the plan that is executed as it is", () => {
    const plan = planOf(decide(one, undefined, HOW, null));
    const before = jsonText(plan);
    redactPlan(plan, { secrets: [secret] });
    expect(jsonText(plan)).toBe(before);
    expect(before).toContain(secret);
  });
});

test("every plan fits the schema that is published for it", async () => {
  const schema = JSON.parse(await readFile(join(projectRoot, "schemas/plan.schema.json"), "utf8"));
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  const check = (plan: Plan) => {
    const json = JSON.parse(jsonText(redactPlan(plan)));
    expect(validate(json) || validate.errors).toBe(true);
  };
  check(samplePlan());
  fc.assert(
    fc.property(
      deployment,
      deployment,
      fc.constantFrom("keep", "pause", "delete"),
      (first, second, policy) => {
        const server = new ModelServer();
        const created = decide(first, undefined, HOW, null);
        server.execute(created);
        if (!server.live) throw new Error("not created");
        check(
          planOf(
            created,
            decide(second, server.live, HOW, null),
            decideRemoved(server.live, { policy, tags: [], reason: null }),
          ),
        );
      },
    ),
  );
});
