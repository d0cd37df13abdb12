import { matchesLabel, mayBeginWith } from "../src/callers/label-pattern.ts";

test.each([
  ["prefect.flow-run.*", "prefect.flow-run.Completed", true],
  ["prefect.flow-run.*", "prefect.flow-run.", true],
  ["prefect.flow-run.*", "prefect.flow", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["*b*", "abc", true],
  ["[ab]x", "bx", true],
  ["[!ab]x", "bx", false],
  ["[a-c]x", "bx", true],
  ["[]]x", "]x", true],
  ["[ab", "[ab", true],
  ["a.c", "abc", false],
  ["Name", "name", false],
  ["!abc", "abc", false],
  ["!abc", "abd", true],
  ["", "", true],
])("%s and %s", (pattern, value, matches) => {
  expect(matchesLabel(pattern, value)).toBe(matches);
});

test("many stars take no longer than few", () => {
  const start = performance.now();
  expect(matchesLabel(`${"*a".repeat(2000)}b`, "a".repeat(4000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  ["prefect.*", true],
  ["prefect.flow-run.Completed", true],
  ["*", true],
  ["prefect.flow.*", false],
  ["prefect", false],
  ["!prefect.flow-run.x", true],
])("%s may begin with prefect.flow-run.: %s", (pattern, may) => {
  expect(mayBeginWith(pattern, "prefect.flow-run.")).toBe(may);
});
