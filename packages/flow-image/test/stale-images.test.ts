import { parseImageName, pullRequestsOf, staleImages } from "../src/index.ts";

const name = parseImageName("ghcr.io/acme/flows");
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string, ...tags: string[]) => ({ digest: digest(letter), tags });
const isClosed = (number: number) => number === 3 || number === 5;

const found = (images: ReturnType<typeof image>[], ...named: string[]) => {
  const { stale, inUse } = staleImages(images, name, isClosed, named);
  const letters = (some: typeof stale) => some.map((one) => one.digest.at(-1)).join("");
  return { stale: letters(stale), inUse: letters(inUse) };
};

test("an image goes where each of its tags is of a closed pull request", () => {
  expect(
    found([
      image("a", "1.2.4-pr-3-run-17", "pr-3", "inputs-0a1b"),
      image("b", "1.2.4-pr-3-run-18", "1.2.4"),
      image("c", "1.3.0rc1-pr-5-run-2", "2.0.0-pr-4-run-9"),
      image("d", "pr-4"),
      image("e", "inputs-0a1b"),
      image("f"),
      image("1", "3.0.0-pr-5-run-1"),
      image("2", "pr-5-of-somebody", "pr-05", "pr-3x"),
      image("3", "latest"),
    ]),
  ).toEqual({ stale: "a1", inUse: "" });
});

test("one that somebody names stays, by tag or by digest, and a longer tag is another", () => {
  const images = [image("a", "1.2.4-pr-3-run-1"), image("b", "1.2.4-pr-3-run-12"), image("c", "pr-5")];
  const template = JSON.stringify({ image: "ghcr.io/acme/flows:1.2.4-pr-3-run-12" });
  const variables = JSON.stringify({ image: `ghcr.io/acme/flows@${digest("c")}` });
  expect(found(images, template, variables)).toEqual({ stale: "a", inUse: "bc" });
  expect(found(images, '{"image":"ghcr.io/acme/flows/more:pr-5"}')).toEqual({ stale: "abc", inUse: "" });
});

test("the pull requests that are asked about are those of the tags", () => {
  const images = [image("a", "1.2.4-pr-3-run-1", "pr-3"), image("b", "1.0.0"), image("c", "x-pr-12")];
  expect(pullRequestsOf(images)).toEqual([3, 12]);
});
