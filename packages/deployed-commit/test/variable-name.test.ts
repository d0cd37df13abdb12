import fc from "fast-check";
import { canonicalFiles, variableName } from "../src/variable-name.ts";

test("reads as what it is for", () => {
  expect(variableName({ repository: "Acme/Data_Platform", files: ["prefect.yaml"] })).toMatch(
    /^deployed-commit-acme-data-platform-prefect-yaml-[0-9a-f]{12}$/,
  );
});

test("keeps Prefect's rule for names, whatever the repository and the files are called", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.array(fc.string({ unit: "binary" })),
      (repository, files) => {
        expect(variableName({ repository, files })).toMatch(/^[a-z0-9_-]{1,255}$/);
      },
    ),
  );
});

test("is one for all ways to write a repository", () => {
  const of = (repository: string) => variableName({ repository, files: ["prefect.yaml"] });
  expect(of("git@github.com:Acme/Platform.git")).toBe(of("acme/platform"));
  expect(of("https://git.acme.io/acme/platform")).not.toBe(of("acme/platform"));
});

test("is one for all ways to write the files, and another for other files", () => {
  const of = (...files: string[]) => variableName({ repository: "acme/platform", files });
  expect(canonicalFiles(["./b.yaml", "a/", "a"])).toEqual(["a", "b.yaml"]);
  expect(of("a.yaml", "./b.yaml")).toBe(of("b.yaml", "a.yaml"));
  expect(of("a.yaml")).not.toBe(of("b.yaml"));
  // Names that read alike are still told apart.
  expect(of("a-b.yaml")).not.toBe(of("a/b.yaml"));
});
