import { FAULT_CODES } from "#diagnostics";
import { sourceFiles } from "./source-files.ts";

const LIST = "packages/diagnostics/src/fault-codes.ts";
const listed = Object.values(FAULT_CODES).flatMap((codes) => Object.entries(codes));
const code = sourceFiles("packages")
  .filter(({ path }) => path.includes("/src/") && path !== LIST)
  .concat(...["actions", "pipelines", "tools"].map(sourceFiles));
// That a code which is used is listed, the compiler sees to.
const used = new Set(
  code.flatMap(({ text }) => [...text.matchAll(/"([a-z\d]+(?:-[a-z\d]+)+)"/g)].map(([, word]) => word)),
);

test("every code that is listed is used", () => {
  expect(listed.map(([name]) => name).filter((name) => !used.has(name))).toEqual([]);
});

test("a code stands in one area, in kebab-case, with a sentence that says what it means and what to do", () => {
  const names = listed.map(([name]) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z\d]+(?:-[a-z\d]+)+$/.test(name))).toEqual([]);
  expect(
    listed.filter(
      ([, sentence]) =>
        !/^[A-Z][^.:]*: [a-z][^.]*\.$|^git .*: .*\.$/.test(sentence.replaceAll(/prefect\.yaml/g, "")),
    ),
  ).toEqual([]);
});
