import { decide, type FoundImage, protectRelease, type Situation } from "../src/decision.ts";
import type { ImageInputs } from "../src/image-inputs.ts";

const now = new Date("2026-11-21T12:00:00Z");
const DAY = 86_400_000;
const inputs: ImageInputs = {
  dockerfile: "d",
  files: "f",
  buildArgs: "b",
  target: "t",
  platforms: "p",
  attestations: "a",
  baseImages: { "python:3.12": `sha256:${"1".repeat(64)}` },
};
const moved = { ...inputs, baseImages: { "python:3.12": `sha256:${"2".repeat(64)}` } };

const image = (name: string, changes: Partial<FoundImage> = {}): FoundImage => ({
  reference: `ghcr.io/acme/flows:${name}`,
  digest: `sha256:${name}`,
  created: new Date(now.getTime() - DAY),
  inputs,
  ...changes,
});

const situation = (changes: Partial<Situation<FoundImage>>): Situation<FoundImage> => ({
  inputs,
  released: undefined,
  tested: undefined,
  pullRequest: undefined,
  sameInputs: undefined,
  maxAge: 30 * DAY,
  now,
  ...changes,
});

const tested = { tested: image("pr-5"), pullRequest: 5 };

test("what the pull request tested comes before another image of the same inputs", () => {
  const decision = decide(situation({ ...tested, sameInputs: image("inputs-1") }));
  expect(decision).toMatchObject({ result: "promoted", image: { digest: "sha256:pr-5" } });
  expect(decision.reasons.join()).toContain("pull request #5");
});

test("an image of the same inputs is reused", () => {
  expect(decide(situation({ sameInputs: image("inputs-1") }))).toMatchObject({
    result: "reused",
    image: { digest: "sha256:inputs-1" },
  });
});

test.each<[string, Partial<FoundImage>, RegExp]>([
  ["other files", { inputs: { ...inputs, files: "x" } }, /the files that it copies changed since/],
  ["other build arguments", { inputs: { ...inputs, buildArgs: "x" } }, /the build arguments changed since/],
  ["a base image that moved", { inputs: moved }, /python:3\.12 moved from sha256:2{12} to sha256:1{12}/],
  [
    "its age",
    { created: new Date(now.getTime() - 31 * DAY) },
    /built 31 days ago, longer than `max-age` \(30 days\)/,
  ],
  ["no time of its build", { created: undefined }, /doesn't say when it was built/],
  ["no word of its inputs", { inputs: undefined }, /doesn't say what it was built from/],
])("the pull request's image isn't taken because of %s", (_why, changes, reason) => {
  const decision = decide(situation({ tested: image("pr-5", changes), pullRequest: 5 }));
  expect(decision.result).toBe("built");
  expect(decision.reasons.join()).toMatch(reason);
});

test("without a limit, age counts for nothing", () => {
  const old = image("pr-5", { created: new Date(0) });
  const decision = decide(situation({ tested: old, pullRequest: 5, maxAge: Number.POSITIVE_INFINITY }));
  expect(decision.result).toBe("promoted");
});

test("a pull request's image that doesn't fit leaves room for one that does", () => {
  const decision = decide(
    situation({ tested: image("pr-5", { inputs: moved }), pullRequest: 5, sameInputs: image("inputs-1") }),
  );
  expect(decision).toMatchObject({ result: "reused", image: { digest: "sha256:inputs-1" } });
  expect(decision.reasons[0]).toContain("isn't taken");
});

test("a released version of the same inputs stays, and says that a base image moved", () => {
  const decision = decide(situation({ ...tested, released: image("1.2.4", { inputs: moved }) }));
  expect(decision).toMatchObject({ result: "reused", image: { digest: "sha256:1.2.4" } });
  expect(decision.reasons.join()).toMatch(/python:3\.12 moved .* raise the version/);
});

test("inputs that can't be known are never matched", () => {
  expect(decide(situation({ ...tested, inputs: undefined, sameInputs: image("x") })).result).toBe("built");
});

test("a release's tag stays with its image", () => {
  expect(() => protectRelease(undefined, undefined)).not.toThrow();
  expect(() => protectRelease(image("1.2.4"), "sha256:1.2.4")).not.toThrow();
  expect(() => protectRelease(image("1.2.4"), "sha256:other")).toThrow(
    /:1\.2\.4 exists already.*Raise the version/,
  );
  expect(() => protectRelease(image("1.2.4"), undefined)).toThrow(/newly built image/);
});
