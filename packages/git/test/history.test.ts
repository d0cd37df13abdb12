import { runLocally } from "#command";
import { openRepository } from "#git";
import { temporaryRepository } from "./temporary-repository.ts";

const open = (root: string) => openRepository(runLocally, root);

/** `main` and `topic` part after `fork`; `topic` has `length` commits of its own, `main` two. */
async function forked(length: number) {
  const remote = await temporaryRepository();
  await remote.commit({ "a.py": "0" });
  const fork = await remote.commit({ "a.py": "1" });
  await remote.git("checkout", "--quiet", "-b", "topic");
  let topic = fork;
  for (let n = 0; n < length; n++) topic = await remote.commit({ "topic.py": `${n}` });
  await remote.git("checkout", "--quiet", "main");
  let main = fork;
  for (let n = 0; n < 2; n++) main = await remote.commit({ "main.py": `${n}` });
  return { remote, fork, topic, main };
}

test("merge base and ancestry in a complete clone", async () => {
  const { remote, fork, topic, main } = await forked(2);
  const repository = await open(remote.root);
  expect(await repository.mergeBase(topic, main)).toBe(fork);
  expect(await repository.isAncestor(fork, main)).toBe(true);
  expect(await repository.isAncestor(topic, main)).toBe(false);
  expect(await repository.isAncestor("1".repeat(40), main)).toBeNull();
  expect(await repository.isShallow()).toBe(false);
});

test("a shallow clone is deepened for a merge base and for ancestry", async () => {
  const { remote, fork, topic, main } = await forked(5);
  const clone = await remote.clone("--depth=1", "--single-branch", "--branch=topic");
  const repository = await open(clone.root);
  expect(await repository.isShallow()).toBe(true);
  expect(await repository.resolve("main")).toBeNull();
  expect(await repository.fetchCommit("main")).toBe(main);
  expect(await repository.mergeBase(main, topic)).toBe(fork);
  expect(await repository.isAncestor(fork, topic)).toBe(true);
  expect(await repository.isAncestor(main, topic)).toBe(false);
});

test("a shallow clone is deepened further where the fork lies far back", async () => {
  const { remote, fork, topic, main } = await forked(130);
  const clone = await remote.clone("--depth=1", "--no-single-branch");
  const repository = await open(clone.root);
  expect(await repository.mergeBase(main, topic)).toBe(fork);
});

test("a shallow clone with a commit that was never pushed is deepened too", async () => {
  const { remote, fork, topic } = await forked(3);
  const clone = await remote.clone("--depth=1", "--no-single-branch");
  const local = await clone.commit({ "local.py": "" });
  const repository = await open(clone.root);
  expect(await repository.mergeBase(local, topic)).toBe(fork);
});

test("histories without a common commit have no merge base", async () => {
  const { remote, main } = await forked(1);
  await remote.git("checkout", "--quiet", "--orphan", "other");
  const other = await remote.commit({ "b.py": "" });
  const repository = await open((await remote.clone("--depth=1", "--no-single-branch")).root);
  expect(await repository.mergeBase(main, other)).toBeNull();
});

test("a commit that a force push left behind is fetched by its id while the remote still has it", async () => {
  const remote = await temporaryRepository();
  const first = await remote.commit({ "a.py": "1" });
  const lost = await remote.commit({ "a.py": "lost" });
  await remote.git("reset", "--quiet", "--hard", first);
  const head = await remote.commit({ "a.py": "2" });
  const clone = await remote.clone("--depth=1");
  const repository = await open(clone.root);
  expect(await repository.fetchCommit(lost)).toBe(lost);
  expect(await repository.treeAt(lost).read("a.py")).toBe("lost");
  expect(await repository.isAncestor(lost, head)).toBe(false);
});

test("what neither the clone nor the remote has is null, whatever it is called", async () => {
  const { remote } = await forked(1);
  const repository = await open((await remote.clone()).root);
  const hostile = [
    "0".repeat(40),
    "1".repeat(40),
    "--upload-pack=touch pwned",
    "$(touch pwned)",
    "+refs/heads/main:refs/heads/main",
    "a\nb",
    "new\0byte",
    "",
    "😀",
    "x".repeat(300),
    "refs/heads/../../x",
  ];
  for (const ref of hostile) {
    expect([ref, await repository.resolve(ref)]).toEqual([ref, null]);
    expect([ref, await repository.fetchCommit(ref)]).toEqual([ref, null]);
  }
});

test("branches with hostile names resolve as they are", async () => {
  const remote = await temporaryRepository();
  const commit = await remote.commit({ "a.py": "" });
  const names = ["feature/$(touch$IFS/pwned)", 'it\'s-"quoted"', "😀", ";ls", "a".repeat(200)];
  for (const name of names) await remote.git("branch", name);
  const repository = await open((await remote.clone("--single-branch")).root);
  for (const name of names) {
    expect(await repository.resolve(name)).toBeNull();
    expect(await repository.fetchCommit(name)).toBe(commit);
    expect(await repository.resolve(name)).toBe(commit);
  }
});
