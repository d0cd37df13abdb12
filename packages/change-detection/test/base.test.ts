import { chooseBase, findBase } from "#change-detection";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";

const a = "a".repeat(40);
const b = "b".repeat(40);
const zeros = "0".repeat(40);
/** What is said where no server can be asked. */
const unrecorded = { commit: null, why: "no server is named" } as const;

describe("chooseBase", () => {
  test("a pull request is compared with the merge base", () => {
    const known = { event: "pull-request", target: "main", targetCommit: a, mergeBase: b } as const;
    expect(chooseBase(known)).toEqual({ commit: b, why: "merge base with main" });
    expect(chooseBase({ ...known, mergeBase: null })).toEqual({
      commit: null,
      why: "the branch has no commit in common with main",
    });
    expect(chooseBase({ ...known, targetCommit: null })).toEqual({
      commit: null,
      why: "main is neither in this clone nor on its remote",
    });
  });

  test("a push is compared with what the server holds, whatever was pushed", () => {
    const before = { commit: b, isThere: true, isAncestor: true };
    const recorded = { commit: a, isThere: true };
    expect(chooseBase({ event: "push", recorded, before })).toEqual({
      commit: a,
      why: "the commit that was last deployed to this server",
    });
    expect(chooseBase({ event: "push", recorded: { ...recorded, isThere: false }, before })).toEqual({
      commit: null,
      why: "the last deployed commit aaaaaaaaaaaa is neither in this clone nor on its remote",
    });
  });

  test.each([
    ["a plain push", { commit: b, isThere: true, isAncestor: true }, b, /^the commit before the push/],
    ["a force push", { commit: b, isThere: true, isAncestor: false }, null, /a force push$/],
    ["a missing commit", { commit: b, isThere: false, isAncestor: null }, null, /neither in this clone nor/],
    [
      "a missing history",
      { commit: b, isThere: true, isAncestor: null },
      null,
      /history back to .* is missing/,
    ],
    ["a new branch", { commit: zeros, isThere: false, isAncestor: null }, null, /the branch is new$/],
    ["an event without a commit before", null, null, /^no server is named$/],
  ])("without a server the pushed range counts if it is one: %s", (_, before, commit, why) => {
    const base = chooseBase({ event: "push", recorded: unrecorded, before });
    expect(base.commit).toBe(commit);
    expect(base.why).toMatch(why);
    expect(base.why).toMatch(/no server is named/);
  });

  test("a server without a record has no base, whatever was pushed: the push before may have failed", () => {
    const why = "no deployed commit is recorded on the server";
    const recorded = { commit: null, why } as const;
    expect(chooseBase({ event: "push", recorded, before: null })).toEqual({ commit: null, why });
  });
});

describe("findBase", () => {
  /** main: first - second - third; topic leaves main after first. */
  async function sample() {
    const remote = await temporaryRepository();
    const first = await remote.commit({ "a.py": "1" });
    await remote.git("checkout", "--quiet", "-b", "topic");
    const topic = await remote.commit({ "topic.py": "" });
    await remote.git("checkout", "--quiet", "main");
    const second = await remote.commit({ "a.py": "2" });
    const third = await remote.commit({ "a.py": "3" });
    return { remote, first, second, third, topic };
  }

  test("in the shallow clone of a pull request's merge commit", async () => {
    const { remote, first, third, topic } = await sample();
    await remote.git("checkout", "--quiet", "--detach", "main");
    await remote.git("merge", "--quiet", "--no-edit", "topic");
    const merge = await remote.git("rev-parse", "HEAD");
    await remote.git("update-ref", "refs/pull/1/merge", merge);
    await remote.git("checkout", "--quiet", "main");
    const clone = await temporaryRepository();
    await clone.git("remote", "add", "origin", remote.url);
    await clone.git(
      "fetch",
      "--quiet",
      "--depth=1",
      "origin",
      "+refs/pull/1/merge:refs/remotes/pull/1/merge",
    );
    await clone.git("checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge");
    const repository = await openRepository(runLocally, clone.root);
    expect(await repository.isShallow()).toBe(true);
    const event = { event: "pull-request", target: "main" } as const;
    expect((await findBase(repository, event, topic)).commit).toBe(first);
    expect((await findBase(repository, event, merge)).commit).toBe(third);
  });

  test("in the shallow clone of a push", async () => {
    const { remote, first, second, third } = await sample();
    const shallow = async () => openRepository(runLocally, (await remote.clone("--depth=1")).root);
    const push = { event: "push", recorded: unrecorded, before: null } as const;
    expect((await findBase(await shallow(), { ...push, before: second }, third)).commit).toBe(second);
    const recorded = { commit: first };
    expect((await findBase(await shallow(), { ...push, recorded, before: second }, third)).commit).toBe(
      first,
    );
  });

  test("after a force push", async () => {
    const { remote, first, third } = await sample();
    await remote.git("reset", "--quiet", "--hard", first);
    const head = await remote.commit({ "a.py": "forced" });
    const repository = await openRepository(runLocally, (await remote.clone("--depth=1")).root);
    const push = { event: "push", recorded: unrecorded, before: third } as const;
    const forced = await findBase(repository, push, head);
    expect(forced.commit).toBeNull();
    expect(forced.why).toMatch(/force push/);
    // What the server holds is compared as it is: git need not lead from there to here.
    expect((await findBase(repository, { ...push, recorded: { commit: third } }, head)).commit).toBe(third);
  });

  test("what can't be fetched is no base", async () => {
    const { remote, third } = await sample();
    const repository = await openRepository(runLocally, (await remote.clone("--depth=1")).root);
    for (const base of [zeros, a, "no-such-branch", "--all", "$(id)", "a\nb"]) {
      expect(await findBase(repository, { event: "comparison", base }, third)).toMatchObject({
        commit: null,
      });
      const push = { event: "push", recorded: { commit: base }, before: third } as const;
      expect(await findBase(repository, push, third)).toMatchObject({ commit: null });
      const pull = { event: "pull-request", target: base } as const;
      expect(await findBase(repository, pull, third)).toMatchObject({ commit: null });
    }
    expect((await findBase(repository, { event: "comparison", base: "topic" }, third)).commit).not.toBeNull();
  });
});
