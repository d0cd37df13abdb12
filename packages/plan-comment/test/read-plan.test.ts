import { FaultError } from "#diagnostics";
import { jsonText, ofFloat } from "#json";
import { readPlan } from "../src/index.ts";
import { deployment, plan } from "./sample-plan.ts";

function faultOf(text: string): string {
  try {
    readPlan(text, "plan.json");
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.message;
  }
  return "none";
}

test("a plan is read as it was written, numbers as Python has them", () => {
  const written = plan([
    deployment({ changes: [{ field: "parameters", before: { rate: 25 }, after: { rate: ofFloat(25) } }] }),
  ]);
  const text = jsonText(written);
  expect(text).toContain('"after":{"rate":25.0}');
  expect(jsonText(readPlan(text, "plan.json"))).toBe(text);
});

test("anything else is refused with what is wrong, a plan of another release by its version", () => {
  const { digest: _, ...without } = plan([]);
  expect(faultOf("not json")).toMatch(/^plan.json holds no plan: it is no JSON\./);
  expect(faultOf("null")).toMatch(/^plan.json holds no plan: it must be object\./);
  expect(faultOf(jsonText(without))).toMatch(/must have required property 'digest'/);
  expect(faultOf(jsonText({ ...plan([]), deployments: [{ key: 1 }] }))).toMatch(
    /^plan.json holds no plan: \/deployments\/0/,
  );
  expect(faultOf('{"version": 1}')).toMatch(
    /^plan.json is a plan of version 1, and version 2 is read\. .*same release/,
  );
});
