import { parseImageName, parsePromotion, parseReference } from "../src/image-name.ts";

const digest = `sha256:${"ab".repeat(32)}`;

test.each([
  ["python", "docker.io", "library/python", "python"],
  ["prefecthq/prefect", "docker.io", "prefecthq/prefect", "prefecthq/prefect"],
  ["docker.io/library/python", "docker.io", "library/python", "python"],
  ["index.docker.io/a/b", "docker.io", "a/b", "a/b"],
  ["ghcr.io/acme/flows", "ghcr.io", "acme/flows", "ghcr.io/acme/flows"],
  ["localhost/flows", "localhost", "flows", "localhost/flows"],
  ["127.0.0.1:5000/a/b-c__d.e", "127.0.0.1:5000", "a/b-c__d.e", "127.0.0.1:5000/a/b-c__d.e"],
  ["[::1]:5000/flows", "[::1]:5000", "flows", "[::1]:5000/flows"],
])("%s is read as Docker reads it", (text, registry, repository, name) => {
  expect(parseReference(text)).toEqual({ registry, repository, name, tag: undefined, digest: undefined });
});

test.each([
  ["python:3.12-slim", "3.12-slim", undefined],
  [`python@${digest}`, undefined, digest],
  [`localhost:5000/python:3@${digest}`, "3", digest],
  ["acme/flows:1.2.3-pr-4-run-5", "1.2.3-pr-4-run-5", undefined],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/edp/flows:v1", "v1", undefined],
  [`flows@sha512:${"ab".repeat(64)}`, undefined, `sha512:${"ab".repeat(64)}`],
])("%s has its tag and digest", (text, tag, found) => {
  expect(parseReference(text)).toMatchObject({ tag, digest: found });
});

test.each([
  "",
  "UPPER/case",
  "acme/Flows",
  "Flows:1",
  "flows:",
  "https://ghcr.io/flows",
  "flows@sha256:1",
  `flows@sha256:${"a".repeat(63)}`,
  "a".repeat(256),
  "a//b",
  "a:b:c",
  "a@sha256:12",
  "-a",
  "a b",
  "a/b:.tag",
  `${"a:"}${"x".repeat(129)}`,
])("%j is no reference", (text) => {
  expect(parseReference(text)).toBeUndefined();
});

test("the image to build has its letters lowered, and neither tag nor digest", () => {
  expect(parseImageName("ghcr.io/Acme/Platform/flows").name).toBe("ghcr.io/acme/platform/flows");
  expect(() => parseImageName("ghcr.io/acme/flows:1")).toThrow(/`image`.*tag or a digest/);
  expect(() => parseImageName(`ghcr.io/acme/flows@${digest}`)).toThrow(/`image`/);
});

test("what is promoted is a tag, a digest or another image", () => {
  const image = parseImageName("ghcr.io/acme/flows");
  expect(parsePromotion("1.2.4-pr-5-run-17", image)).toEqual({
    ...image,
    tag: "1.2.4-pr-5-run-17",
    digest: undefined,
  });
  expect(parsePromotion(digest, image)).toEqual({ ...image, tag: undefined, digest });
  expect(parsePromotion("other.io/x:1", image)).toMatchObject({ registry: "other.io", tag: "1" });
  expect(() => parsePromotion("no image", image)).toThrow(/`promote-from`/);
});
