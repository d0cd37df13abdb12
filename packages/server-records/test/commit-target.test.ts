import fc from "fast-check";
import { canonicalRepository } from "#git";
import { canonicalFiles, commitVariable } from "../src/commit-target.ts";

test("reads as what it is for", () => {
  expect(commitVariable({ repository: "Acme/Data_Platform", files: ["prefect.yaml"] })).toMatch(
    /^deployed-commit-acme-data-platform-prefect-yaml-[0-9a-f]{12}$/,
  );
});

test("keeps Prefect's rule for names, whatever the repository and the files are called", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.array(fc.string({ unit: "binary" })),
      fc.string({ unit: "binary", maxLength: 400 }),
      (repository, files, scope) => {
        // The name of a part has a dash, twelve digits, a dash and a number behind it.
        for (const target of [
          { repository, files, scope },
          { repository, workPool: scope, scope },
        ])
          expect(commitVariable(target)).toMatch(/^[a-z0-9_-]{1,235}$/);
      },
    ),
  );
});

test("is one for all ways to write a repository", () => {
  const ways = [
    "acme/platform",
    "Acme/Platform",
    "https://github.com/acme/platform.git",
    "https://x-access-token:secret@github.com/acme/platform",
    "git@github.com:acme/platform.git",
    "ssh://git@github.com/acme/platform/",
  ];
  expect(new Set(ways.map(canonicalRepository))).toEqual(new Set(["acme/platform"]));
  expect(canonicalRepository("https://git.acme.io:8443/acme/platform")).toBe(
    "git.acme.io:8443/acme/platform",
  );
});

test("is one for all ways to write the files, and another for other files", () => {
  const of = (...files: string[]) => commitVariable({ repository: "acme/platform", files });
  expect(canonicalFiles(["./b.yaml", "a/", "a"])).toEqual(["a", "b.yaml"]);
  expect(of("a.yaml", "./b.yaml")).toBe(of("b.yaml", "a.yaml"));
  expect(of("a.yaml")).not.toBe(of("b.yaml"));
  // Names that read alike are still told apart.
  expect(of("a-b.yaml")).not.toBe(of("a/b.yaml"));
});

test("a scope has a record of its own, and without one the name is what it has always been", () => {
  const target = { repository: "acme/platform", files: ["prefect.yaml"] };
  expect(commitVariable({ ...target, scope: "" })).toBe(
    "deployed-commit-acme-platform-prefect-yaml-51ab5bbbc6c4",
  );
  expect(commitVariable(target)).toBe(commitVariable({ ...target, scope: "" }));
  expect(commitVariable({ ...target, scope: "prod" })).toMatch(/-prefect-yaml-prod-[0-9a-f]{12}$/);
  expect(commitVariable({ ...target, scope: "Prod" })).not.toBe(commitVariable({ ...target, scope: "prod" }));
});

test("a work pool's commits are kept under a kind of their own", () => {
  expect(commitVariable({ repository: "acme/platform", workPool: "K8s" })).toMatch(
    /^work-pool-commit-acme-platform-k8s-[0-9a-f]{12}$/,
  );
});
