import { jsonText } from "#json";
import type { FilledValue } from "#prefect-project";
import { decide } from "../src/decide.ts";
import { redactPlan, renderPlanText } from "../src/index.ts";
import { DEFAULT_CHOICES as HOW } from "../src/plan-choices.ts";
import { automation, cron, desiredDeployment } from "./desired.ts";
import { ModelServer } from "./model-server.ts";
import { planOf } from "./plan-of.ts";

const filled = (
  place: FilledValue["place"],
  written: string,
  value: FilledValue["value"],
  ...names: string[]
) => ({
  place,
  keepsPaths: place.length > 1,
  written,
  value,
  names,
});

function deploymentWith(dsn: string, pin: number) {
  return {
    ...desiredDeployment({
      fields: {
        parameters: { dsn, url: "postgres://app:pw@db/orders", region: "eu", pin, limit: 4711, short: "pw" },
        tags: ["team-data", "eu"],
      },
      schedules: [cron("0 5 * * *", { parameters: { key: "pw" } })],
      automations: [automation("on pw")],
    }),
    filled: [
      filled(["parameters", "dsn"], "{{ $WAREHOUSE_DSN }}", dsn, "$WAREHOUSE_DSN"),
      filled(
        ["parameters", "url"],
        "postgres://app:{{ $DB_PWD }}@db/orders",
        "postgres://app:pw@db/orders",
        "$DB_PWD",
      ),
      filled(["parameters", "region"], "{{ $REGION }}", "eu", "$REGION"),
      filled(["parameters", "pin"], "{{ prefect.blocks.secret.pin }}", pin, "prefect.blocks.secret.pin"),
      filled(["parameters", "short"], "{{ $DB_PWD }}", "pw", "$DB_PWD"),
      filled(["tags"], "team-{{ $TEAM }}", "team-data", "$TEAM"),
      filled(["schedules"], "{{ $DB_PWD }}", "pw", "$DB_PWD"),
      filled(["automations"], "on {{ $DB_PWD }}", "on pw", "$DB_PWD"),
    ],
  };
}

function shown(plan: ReturnType<typeof decide>, ...names: string[]) {
  const redacted = redactPlan(planOf(plan), { shown: names });
  return { redacted, texts: [jsonText(redacted), renderPlanText(redacted)] };
}

test("what a placeholder was filled with is shown as the file has it, in a new deployment", () => {
  const { redacted, texts } = shown(decide(deploymentWith("s3cr3t-dsn", 1234), undefined, HOW, null));
  const [one] = redacted.deployments;
  const parameters = one?.changes.find(({ field }) => field === "parameters")?.after;
  expect(parameters).toEqual({
    dsn: "{{ $WAREHOUSE_DSN }}",
    url: "postgres://app:{{ $DB_PWD }}@db/orders",
    region: "{{ $REGION }}",
    pin: "{{ prefect.blocks.secret.pin }}",
    // It stands in the file.
    limit: 4711,
    short: "{{ $DB_PWD }}",
  });
  expect(one?.changes.find(({ field }) => field === "tags")?.after).toEqual(["team-{{ $TEAM }}", "eu"]);
  expect(one?.schedules[0]?.after?.parameters).toEqual({ key: "{{ $DB_PWD }}" });
  expect(one?.automations[0]).toMatchObject({
    name: "on {{ $DB_PWD }}",
    after: { name: "on {{ $DB_PWD }}" },
  });
  for (const text of texts) {
    for (const secret of ["s3cr3t-dsn", "app:pw@", "1234", "on pw", '"pw"'])
      expect(text).not.toContain(secret);
  }
});

test("what it replaces is hidden, and that it changes is seen", () => {
  const server = new ModelServer();
  server.execute(decide(deploymentWith("old-dsn", 1111), undefined, HOW, null));
  const { redacted, texts } = shown(
    decide(deploymentWith("s3cr3t-dsn", 2222), server.live ?? undefined, HOW, null),
  );
  const change = redacted.deployments[0]?.changes.find(({ field }) => field === "parameters");
  expect(change?.before).toMatchObject({ dsn: "***", pin: "***", region: "{{ $REGION }}", limit: 4711 });
  expect(change?.after).toMatchObject({
    dsn: "{{ $WAREHOUSE_DSN }}",
    pin: "{{ prefect.blocks.secret.pin }}",
  });
  for (const text of texts) {
    for (const secret of ["s3cr3t-dsn", "old-dsn", "1111", "2222", "app:pw@"])
      expect(text).not.toContain(secret);
    expect(text).toContain("dsn");
  }
});

test("what somebody calls harmless is shown", () => {
  const plan = decide(deploymentWith("s3cr3t-dsn", 1), undefined, HOW, null);
  const { redacted } = shown(plan, "REGION", "$TEAM", "prefect.blocks.secret.pin");
  const changes = redacted.deployments[0]?.changes ?? [];
  expect(changes.find(({ field }) => field === "parameters")?.after).toMatchObject({
    region: "eu",
    pin: 1,
    dsn: "{{ $WAREHOUSE_DSN }}",
  });
  expect(changes.find(({ field }) => field === "tags")?.after).toEqual(["team-data", "eu"]);
});

test("a removed deployment and one without placeholders are shown as they are", () => {
  const { redacted } = shown(
    decide(desiredDeployment({ fields: { parameters: { a: 1 } } }), undefined, HOW, null),
  );
  expect(redacted.deployments[0]?.changes.find(({ field }) => field === "parameters")?.after).toEqual({
    a: 1,
  });
});
