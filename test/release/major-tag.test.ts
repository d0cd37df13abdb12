import { runLocally } from "#command";
import { openRepository } from "#git";
import {
  type TemporaryRepository,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { moveMajorTag, movingTag } from "../../tools/release/major-tag.ts";

test.each([
  ["1.0.0", [], "v1"],
  ["1.4.2", ["v1.4.1", "v1", "v0.9.0"], "v1"],
  ["1.4.2", ["v1.4.1", "v2.0.0", "v2"], "v1"],
  ["1.4.2", ["v1.5.0-rc.1"], "v1"],
  ["1.10.0", ["v1.9.0"], "v1"],
  ["0.3.0", ["v0.2.9", "v0"], "v0"],
  ["1.4.2", ["v1.5.0"], undefined],
  ["1.9.1", ["v1.10.0"], undefined],
  ["2.0.0-rc.1", ["v1.0.0"], undefined],
  // What is no release of this project's counts for nothing.
  ["1.4.2", ["vendor", "v1-old", "9.9", "v1.5"], "v1"],
])("after a release of %s among %j, %s moves", (version, tags, tag) => {
  expect(movingTag(version, tags)).toBe(tag);
});

/** A bare repository, as GitHub holds it, with a clone that has pushed two commits. */
async function hosted(): Promise<{
  bare: TemporaryRepository;
  clone: TemporaryRepository;
  commits: string[];
}> {
  const source = await temporaryRepository();
  const commits = [await source.commit({ VERSION: "1" }), await source.commit({ VERSION: "2" })];
  const bare = await source.clone("--bare");
  return { bare, clone: await bare.clone(), commits };
}

test("the tag is made, moved forward, and left where a newer release is", async () => {
  const { bare, clone, commits } = await hosted();
  const [first = "", second = ""] = commits;
  const repository = await openRepository(runLocally, clone.root);
  const at = () => bare.git("rev-parse", "refs/tags/v1");
  const release = async (version: string, commit: string) => {
    await repository.createTag(`v${version}`, commit, `Version ${version}`);
    await repository.pushTag(`v${version}`);
    return moveMajorTag(repository, version, commit);
  };

  expect(await release("1.0.0", first)).toBe("v1");
  expect(await at()).toBe(first);
  expect(await release("1.1.0", second)).toBe("v1");
  expect(await at()).toBe(second);
  expect(await moveMajorTag(repository, "1.1.0", second)).toBe("v1");
  expect(await release("1.0.1", first)).toBeUndefined();
  expect(await release("2.0.0-rc.1", first)).toBeUndefined();
  expect(await at()).toBe(second);
  expect((await bare.git("tag", "--list")).split("\n").sort()).toEqual([
    "v1",
    "v1.0.0",
    "v1.0.1",
    "v1.1.0",
    "v2.0.0-rc.1",
  ]);
});

test("an annotated tag moves as well, and a tag of the same name as a branch", async () => {
  const { bare, clone, commits } = await hosted();
  const [first = "", second = ""] = commits;
  await bare.git(
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@example.com",
    "tag",
    "--annotate",
    "--message=m",
    "v1",
    first,
  );
  await bare.git("branch", "v1", first);
  const repository = await openRepository(runLocally, clone.root);
  expect(await moveMajorTag(repository, "1.1.0", second)).toBe("v1");
  expect(await bare.git("rev-parse", "refs/tags/v1")).toBe(second);
  expect(await bare.git("rev-parse", "refs/heads/v1")).toBe(first);
});
