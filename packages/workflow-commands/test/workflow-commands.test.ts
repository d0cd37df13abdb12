import { annotation, asLogJson, asLogText } from "../src/index.ts";

test.each([
  ["::set-output name=x::y", "\\::set-output name=x::y"],
  ["  ::warning::x", "  \\::warning::x"],
  ["\u0085::error::x", "\u0085\\::error::x"],
  ["a\n::stop-commands::b", "a\n\\::stop-commands::b"],
  ["a\r::error::b", "a\n\\::error::b"],
  ["x ##[error]y", "x #\\#[error]y"],
  ["a::b", "a::b"],
])("%j is no command in a log", (text, told) => {
  expect(asLogText(text)).toBe(told);
});

test("JSON stays equal and holds no command", () => {
  const value = { name: "##[add-mask]x", other: "::set-output name=x::y" };
  const json = asLogJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/##\[|^\s*::/m);
});

test("an annotation stands at its place, and nothing in it ends it", () => {
  const location = { file: "a,b:c.yaml", line: 3, column: 7 };
  expect(annotation("error", "50% of\nall::x", location)).toBe(
    "::error file=a%2Cb%3Ac.yaml,line=3,col=7::50%25 of%0Aall::x",
  );
  expect(annotation("notice", "x")).toBe("::notice::x");
});
