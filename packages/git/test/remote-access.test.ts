import { runLocally } from "#command";
import { remoteAccess } from "../src/remote-access.ts";
import { temporaryRepository } from "./temporary-repository.ts";

test("a remote with the branch, without it, and none at all", async () => {
  const { root, commit } = await temporaryRepository();
  await commit({ a: "1" });
  const { stdout } = await runLocally("git", ["symbolic-ref", "--short", "HEAD"], { cwd: root });
  const access = (address: string, branch: string | null) => remoteAccess(runLocally, address, branch);
  expect(await access(root, stdout.trim())).toEqual({ kind: "there" });
  expect(await access(root, null)).toEqual({ kind: "there" });
  expect(await access(root, "no-such-branch")).toEqual({ kind: "no-branch" });
  expect(await access(`${root}/none`, null)).toMatchObject({
    kind: "refused",
    said: expect.stringContaining("does not appear to be a git repository"),
  });
});

test("a host that nothing answers at is no refusal", async () => {
  expect(await remoteAccess(runLocally, "http://127.0.0.1:9/a/b.git", "main")).toMatchObject({
    kind: "unreachable",
    said: expect.stringContaining("127.0.0.1"),
  });
});

test("an address can be no other transport, and no option", async () => {
  expect(await remoteAccess(runLocally, "ext::sh -c id", null)).toMatchObject({
    kind: "refused",
    said: expect.stringContaining("transport 'ext' not allowed"),
  });
  expect(await remoteAccess(runLocally, "--upload-pack=id", null)).toMatchObject({ kind: "refused" });
});
