import { mkdirSync } from "node:fs";
import { chmod, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { decodeText } from "../src/decode-text.ts";
import { temporaryFolder, temporaryRepository } from "./temporary-repository.ts";

const open = (root: string) => openRepository(runLocally, root);

test("opens the repository around a folder and knows its head and branch", async () => {
  const sample = await temporaryRepository();
  const commit = await sample.commit({ "etc/deep/file.txt": "x" });
  const repository = await open(join(sample.root, "etc/deep"));
  expect(repository.root).toBe(sample.root);
  expect(await repository.head()).toBe(commit);
  expect(await repository.currentBranch()).toBe("main");
  await sample.git("checkout", "--quiet", "--detach");
  expect(await repository.currentBranch()).toBeNull();
});

test("a folder outside any repository is a fault that says what to do", async () => {
  await expect(open(temporaryFolder())).rejects.toThrow(/not a git repository.*actions\/checkout/s);
});

test("a repository without a commit is a fault that says so", async () => {
  const { root } = await temporaryRepository();
  await expect((await open(root)).head()).rejects.toThrow(/no commit yet/);
});

test("changed files come with renames, and hostile names come whole", async () => {
  const sample = await temporaryRepository();
  const long = `${"n".repeat(240)}.py`;
  const names = [
    "quo\"te's.py",
    "$(touch pwned).py",
    "new\nline.py",
    "tab\there.py",
    "emoji 😀.py",
    "-rf",
    long,
  ];
  const base = await sample.commit({
    "old/name.py": "def f():\n    return 1\n".repeat(20),
    "gone.py": "",
    "same.py": "",
  });
  const head = await sample.commit({
    "old/name.py": null,
    "new/name.py": "def f():\n    return 1\n".repeat(20),
    "gone.py": null,
    ...Object.fromEntries(names.map((name) => [name, name])),
  });
  const repository = await open(sample.root);
  const changes = await repository.changedFiles(base, head);
  expect(changes).toHaveLength(names.length + 2);
  expect(changes).toContainEqual({ change: "renamed", path: "new/name.py", previousPath: "old/name.py" });
  expect(changes).toContainEqual({ change: "deleted", path: "gone.py" });
  for (const path of names) expect(changes).toContainEqual({ change: "added", path });
  const contents = await repository.treeAt(head).readMany(names);
  expect([...contents]).toEqual(names.map((name) => [name, name]));
});

test("a tree gives the files of its commit, not those on disk", async () => {
  const sample = await temporaryRepository();
  const first = await sample.commit({ "a.py": "one", "dir/b.py": "b" });
  await sample.commit({ "a.py": "two", "dir/b.py": null });
  const tree = (await open(sample.root)).treeAt(first);
  expect([...(await tree.paths())].sort()).toEqual(["a.py", "dir/b.py"]);
  expect(await tree.read("a.py")).toBe("one");
  expect(await tree.read("no.py")).toBeUndefined();
  expect([...(await tree.readMany(["dir/b.py", "no.py"]))]).toEqual([["dir/b.py", "b"]]);
});

test("many files, empty ones, binary ones and ones that look like git's own answers are parted rightly", async () => {
  const sample = await temporaryRepository();
  const files: Record<string, string | Buffer> = {
    "empty.py": "",
    "binary.bin": Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80, 0x81]),
    "text.py": "text\n",
    "trap.py": "0123456789012345678901234567890123456789 blob 3\nabc\n[no-object missing\n",
    "emoji.py": "😀".repeat(50_000),
  };
  for (let number = 0; number < 300; number++) files[`many/${number}.py`] = `x = ${number}\n`.repeat(number);
  const commit = await sample.commit(files);
  const repository = await open(sample.root);
  for (const tree of [repository.treeAt(commit), repository.workingTree()]) {
    const contents = await tree.readMany(Object.keys(files));
    for (const [path, content] of Object.entries(files))
      expect(contents.get(path)).toBe(decodeText(Buffer.from(content)));
  }
});

test("symbolic links are followed inside the repository and nowhere else", async () => {
  const sample = await temporaryRepository();
  sample.link("flows/lib", "../shared/lib");
  sample.link("flows/one.py", "../shared/lib/clean.py");
  sample.link("flows/again.py", "one.py");
  sample.link("outside.py", "/etc/hostname");
  sample.link("above.py", "../../../etc/hostname");
  sample.link("loop-a.py", "loop-b.py");
  sample.link("loop-b.py", "loop-a.py");
  sample.link("shared/self", "..");
  const commit = await sample.commit({ "shared/lib/clean.py": "clean" });
  const repository = await open(sample.root);
  for (const tree of [repository.treeAt(commit), repository.workingTree()]) {
    expect([...(await tree.paths())].sort()).toEqual([
      "flows/again.py",
      "flows/lib/clean.py",
      "flows/one.py",
      "shared/lib/clean.py",
    ]);
    expect(await tree.read("flows/lib/clean.py")).toBe("clean");
    expect(await tree.read("flows/again.py")).toBe("clean");
  }
});

test("a submodule is told apart and does not disturb the listing", async () => {
  const sample = await temporaryRepository();
  const commit = await sample.commit({ "a.py": "a" });
  await sample.git("update-index", "--add", "--cacheinfo", `160000,${commit},vendor/lib`);
  await sample.git("commit", "--quiet", "--message=Add a submodule");
  const repository = await open(sample.root);
  const tree = repository.treeAt(await repository.head());
  expect([...(await tree.paths())]).toEqual(["a.py"]);
  expect([...(await tree.submodules())]).toEqual([["vendor/lib", commit]]);
  mkdirSync(join(sample.root, "vendor/lib"), { recursive: true });
  expect([...(await repository.workingTree().paths())]).toEqual(["a.py"]);
});

test("the working tree holds what is new and changed, but nothing ignored or deleted", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ ".gitignore": "*.log\n", "a.py": "old", "gone.py": "" });
  const fs = await import("node:fs/promises");
  await fs.writeFile(join(sample.root, "a.py"), "new");
  await fs.writeFile(join(sample.root, "b 😀.py"), "b");
  await fs.writeFile(join(sample.root, "x.log"), "");
  await fs.rm(join(sample.root, "gone.py"));
  const tree = (await open(sample.root)).workingTree();
  expect([...(await tree.paths())].sort()).toEqual([".gitignore", "a.py", "b 😀.py"]);
  expect(await tree.read("a.py")).toBe("new");
  expect(await tree.read("gone.py")).toBeUndefined();
});

test("tags are listed by the commit behind them, made, and sent to the remote", async () => {
  const remote = await temporaryRepository();
  const first = await remote.commit({ "a.py": "1" });
  await remote.git("tag", "--annotate", "v1.0.0", "--message=First");
  const second = await remote.commit({ "a.py": "2" });
  const sample = await remote.clone("--no-tags");
  const repository = await open(sample.root);
  expect([...(await repository.tags())]).toEqual([]);
  expect([...(await repository.remoteTags())]).toEqual([["v1.0.0", first]]);
  await repository.createTag("v2.0.0", second);
  await repository.pushTag("v2.0.0");
  expect((await repository.tags()).get("v2.0.0")).toBe(second);
  expect((await repository.remoteTags()).get("v2.0.0")).toBe(second);
  await expect(repository.createTag("v2.0.0", first)).rejects.toThrow(/already exists/);
  for (const name of ["-d", "a..b", "new\nline", "null\0byte", "a b"]) {
    await expect(repository.createTag(name, first)).rejects.toThrow(/can't be the name of a tag/);
  }
});

test("the remote's address comes without credentials", async () => {
  const sample = await temporaryRepository();
  expect((await open(sample.root)).remoteUrl).toBeNull();
  await sample.git("remote", "add", "origin", "https://someone:p4ssw0rd@example.com/team/repo.git");
  expect((await open(sample.root)).remoteUrl).toBe("https://example.com/team/repo.git");
});

test("copies of the files have what git knows, and nothing beside it", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ "a/b.py": "b", "data.bin": Buffer.from([0, 255, 128]), ".gitignore": "ignored\n" });
  sample.link("link", "/etc/passwd");
  await sample.git("add", "link");
  for (const [name, text] of [
    ["a/b.py", "changed"],
    ["ignored", "x"],
    ["new.py", "x"],
  ] as const)
    await writeFile(join(sample.root, name), text, { mode: 0o600 });
  await chmod(join(sample.root, "a/b.py"), 0o600);
  const repository = await open(sample.root);
  const target = join(temporaryFolder(), "copy");
  await repository.copyFiles(target, { untracked: false });
  const files = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((one) => !one.isDirectory())
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
      .sort();
  expect(await files(target)).toEqual([".gitignore", "a/b.py", "data.bin", "link"]);
  expect(await readFile(join(target, "a/b.py"), "utf8")).toBe("changed");
  expect((await stat(join(target, "a/b.py"))).mode & 0o777).toBe(0o644);
  expect(await readFile(join(target, "data.bin"))).toEqual(Buffer.from([0, 255, 128]));
  expect(await readlink(join(target, "link"))).toBe("/etc/passwd");
  const all = join(temporaryFolder(), "all");
  await repository.copyFiles(all, { untracked: true });
  expect(await files(all)).toEqual([".gitignore", "a/b.py", "data.bin", "link", "new.py"]);
});

test("a folder that has become a link is not copied through", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ "a/secret.py": "own" });
  const outside = temporaryFolder();
  await writeFile(join(outside, "secret.py"), "outside");
  await rm(join(sample.root, "a"), { recursive: true });
  sample.link("a", outside);
  const target = join(temporaryFolder(), "copy");
  await (await open(sample.root)).copyFiles(target, { untracked: false });
  expect(await readdir(target)).toEqual([]);
});
