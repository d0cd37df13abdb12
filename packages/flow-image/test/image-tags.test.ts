import fc from "fast-check";
import { isTag } from "../src/image-name.ts";
import { imageTags, type TagWishes } from "../src/image-tags.ts";

const wishes: TagWishes = {
  environment: undefined,
  tags: [],
  version: "1.2.4",
  pullRequest: 5,
  run: "17",
};

test("an environment has its tag, and only production's is a release", () => {
  expect(imageTags({ ...wishes, environment: "dev" })).toEqual({
    tags: ["1.2.4-pr-5-run-17"],
    releaseTag: undefined,
  });
  expect(imageTags({ ...wishes, environment: "prod" })).toEqual({ tags: ["1.2.4"], releaseTag: "1.2.4" });
});

test("own tags stand alone, each once", () => {
  expect(imageTags({ ...wishes, tags: ["a", "latest", "a"] })).toEqual({
    tags: ["a", "latest"],
    releaseTag: undefined,
  });
  expect(() => imageTags({ ...wishes, tags: ["a"], environment: "prod" })).toThrow(/both set/);
});

test("whatever comes out is a tag that a registry takes", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("dev" as const, "prod" as const), (version, environment) => {
      try {
        const { tags } = imageTags({ ...wishes, version, environment });
        expect(tags.every(isTag)).toBe(true);
      } catch (error) {
        expect(String(error)).toContain("`version`");
      }
    }),
  );
});
