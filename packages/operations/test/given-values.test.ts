import { givenValues } from "../src/stages/given-values.ts";

const keys = ["orders/daily", "orders/hourly", "returns/daily"];

test("a map is for all, and under a selector for some, the more special over the general", () => {
  const given = { limit: 10, "*/daily": { limit: 5, table: "a" }, "orders/daily": { table: "b" } };
  const { of, faults } = givenValues("parameters", given, keys);
  expect(faults).toEqual([]);
  expect(of("orders/hourly")).toEqual({ limit: 10 });
  expect(of("returns/daily")).toEqual({ limit: 5, table: "a" });
  expect(of("orders/daily")).toEqual({ limit: 5, table: "b" });
});

test("what selects nothing, or holds no map, is a fault", () => {
  const { faults } = givenValues("job-variables", { "orders/dayly": {}, "orders/daily": 5 }, keys);
  expect(faults).toMatchObject([
    {
      code: "selector-unmatched",
      message: '"orders/dayly" in job-variables matches none of the selected deployments.',
    },
    { code: "input-invalid", message: '"orders/daily" in job-variables must be a map of values.' },
  ]);
});
