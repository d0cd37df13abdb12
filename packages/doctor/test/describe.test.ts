import { describeDiagnosis, verdict } from "../src/describe.ts";
import type { CheckedFinding, Diagnosis } from "../src/examine.ts";

const finding = (over: Partial<CheckedFinding> = {}): CheckedFinding => ({
  check: "work-pools",
  level: "error",
  code: "worker-absent",
  message: "No worker of the work pool etl is online; it has never had one.",
  deployments: ["orders/daily"],
  why: "Runs stay late until a worker polls the pool.",
  command: "prefect worker start --pool etl --type process",
  ...over,
});
const diagnosis = (over: Partial<Diagnosis> = {}): Diagnosis => ({
  ...{ findings: [], passed: ["files", "values"], notMade: [] },
  ...over,
});

test("all fine is one line", () => {
  expect(describeDiagnosis(diagnosis())).toBe("All fine: 2 checks passed.");
  expect(describeDiagnosis(diagnosis({ passed: ["files"] }))).toBe("All fine: 1 check passed.");
});

test("what could not be looked at is told in one line for each reason", () => {
  const notMade = [
    { check: "server", why: "no server is given" },
    { check: "rights", why: "no server is given" },
    { check: "runners", why: "no token is given" },
  ];
  expect(describeDiagnosis(diagnosis({ notMade }))).toBe(
    "All fine: 2 checks passed, 3 not made.\n\nNot made, no server is given: server, rights.\nNot made, no token is given: runners.",
  );
});

test("a finding says what, why, and one command", () => {
  expect(describeDiagnosis(diagnosis({ findings: [finding()] }))).toBe(
    [
      "1 problem; 2 checks passed.",
      "",
      '✗ No worker of the work pool etl is online; it has never had one. It concerns "orders/daily".  [work-pools, worker-absent]',
      "  why: Runs stay late until a worker polls the pool.",
      "  do:  prefect worker start --pool etl --type process",
    ].join("\n"),
  );
});

test("of thirty equal findings five are written out, and the rest counted", () => {
  const many = Array.from({ length: 30 }, (_, index) => finding({ message: `Number ${index}.` }));
  const warning = finding({ level: "warning", check: "clock", code: "clock-off", message: "Ahead." });
  const told = describeDiagnosis(diagnosis({ findings: [...many, warning] }));
  expect(told.match(/^✗ /gm)).toHaveLength(5);
  expect(told).toContain("and 25 more of this kind; --json has all of them.");
  expect(told).toContain("! Ahead.");
  expect(verdict(diagnosis({ findings: [...many, warning] }))).toBe(
    "30 problems and 1 warning; 2 checks passed.",
  );
});
