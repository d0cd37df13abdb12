import fc from "fast-check";
import { isTag } from "../src/image-name.ts";
import { imageTags, type TagWishes } from "../src/image-tags.ts";
import { parseMaxAge } from "../src/max-age.ts";

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

test("ages are hours, days or weeks", () => {
  expect(["12h", "30d", "2w"].map(parseMaxAge)).toEqual([43_200_000, 2_592_000_000, 1_209_600_000]);
  expect(parseMaxAge("never")).toBe(Number.POSITIVE_INFINITY);
  for (const text of ["", "30", "1.5d", "-1d", "1m"]) expect(() => parseMaxAge(text)).toThrow(/`max-age`/);
});
