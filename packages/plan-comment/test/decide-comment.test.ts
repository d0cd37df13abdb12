import fc from "fast-check";
import {
  type CommentSituation,
  type Decision,
  decideComment,
  type ExistingComment,
  markerText,
} from "../src/index.ts";

const US = "github-actions[bot]";
const head = (letter: string) => letter.repeat(40);

/** What GitHub keeps once a decision is carried out. */
function after(comments: readonly ExistingComment[], decision: Decision): ExistingComment[] {
  switch (decision.action) {
    case "create":
      return [...comments, { id: comments.length + 1, body: decision.body, author: US }];
    case "update":
      return comments.map((one) => (one.id === decision.id ? { ...one, body: decision.body } : one));
    default:
      return [...comments];
  }
}

function situation(comments: readonly ExistingComment[], parts: Partial<CommentSituation>): CommentSituation {
  return {
    comments,
    author: US,
    name: "deployments",
    run: { head: head("a"), run: 1, attempt: 1 },
    text: "text",
    outcome: null,
    note: "",
    isOpen: true,
    newestHead: null,
    ...parts,
  };
}

const run = (number: number, attempt = 1) => ({ head: head("a"), run: number, attempt });

test("no change, no comment; the first change makes one, the next run edits it", () => {
  expect(decideComment(situation([], { text: null }))).toEqual({ action: "nothing", why: "nothing changes" });
  const first = decideComment(situation([], { text: "one" }));
  expect(first).toMatchObject({ action: "create", body: expect.stringMatching(/^one\n\n<!-- /) });
  const comments = after([], first);
  const second = decideComment(situation(comments, { text: "two", run: run(2) }));
  expect(second).toMatchObject({ action: "update", id: 1, body: expect.stringMatching(/^two\n/) });
  expect(decideComment(situation(after(comments, second), { text: "two", run: run(2) }))).toMatchObject({
    action: "leave",
    why: "it says so already",
  });
});

test("an older run never overwrites a newer one, nor does an older attempt", () => {
  const comments = after([], decideComment(situation([], { run: run(7, 2) })));
  for (const older of [run(6), run(6, 9), run(7, 1)]) {
    expect(decideComment(situation(comments, { text: "old", run: older }))).toMatchObject({
      action: "leave",
    });
    expect(decideComment(situation(comments, { text: null, run: older }))).toMatchObject({ action: "leave" });
  }
  expect(decideComment(situation(comments, { text: "new", run: run(7, 3) }))).toMatchObject({
    action: "update",
  });
});

test("in whichever order runs finish, the newest is what stands there in the end", () => {
  const changes = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
  const orders = changes.chain((each) => {
    const finished = each.flatMap((_, index) => [
      { number: index + 1, attempt: 1 },
      { number: index + 1, attempt: 2 },
    ]);
    return fc.tuple(fc.constant(each), fc.shuffledSubarray(finished, { minLength: finished.length }));
  });
  fc.assert(
    fc.property(orders, ([each, finished]) => {
      const headOf = (number: number) => head(String(number));
      let comments: ExistingComment[] = [];
      for (const { number, attempt } of finished) {
        const text = each[number - 1] ? `of ${number}` : null;
        const own = { head: headOf(number), run: number, attempt };
        const now = situation(comments, { text, run: own, newestHead: headOf(each.length) });
        comments = after(comments, decideComment(now));
      }
      const [comment, ...more] = comments;
      expect(more).toEqual([]);
      if (each.at(-1)) expect(comment?.body).toMatch(`of ${each.length}\n`);
      else
        expect(comment?.body ?? "no longer changes any deployment").toMatch(
          "no longer changes any deployment",
        );
    }),
  );
});

test("a change that is taken back is said, with the commit that did it", () => {
  const comments = after([], decideComment(situation([], {})));
  const back = decideComment(situation(comments, { text: null, run: { ...run(2), head: head("b") } }));
  expect(back).toMatchObject({
    action: "update",
    body: expect.stringContaining("**This no longer changes any deployment**"),
  });
  const again = decideComment(situation(after(comments, back), { text: "again", run: run(3) }));
  expect(again).toMatchObject({ action: "update", body: expect.stringMatching(/^again/) });
});

test.each([
  ["merged", "**Merged**"],
  ["deployed", "**Merged and deployed.**"],
  ["undeployed", "**Merged, and not deployed**"],
  ["cleaned-up", "**Closed without a merge, and cleaned up**"],
  ["closed", "**Closed without a merge**"],
] as const)("the end (%s) is a last edit, which keeps what was said", (outcome, words) => {
  const comments = after([], decideComment(situation([], { text: "the plan" })));
  const closed = after(
    comments,
    decideComment(situation(comments, { outcome, note: "✅ tidied\n", isOpen: false })),
  );
  expect(closed[0]?.body).toContain(words);
  expect(closed[0]?.body).toContain("✅ tidied");
  expect(closed[0]?.body).toContain("<details><summary>What was planned</summary>\n\nthe plan\n\n</details>");
  const later = decideComment(situation(closed, { text: "late", isOpen: false, run: run(2) }));
  expect(later).toMatchObject({ action: "leave", why: "the pull request is closed" });
  expect(decideComment(situation(closed, { outcome, note: "✅ tidied\n", isOpen: false }))).toMatchObject({
    action: "leave",
  });
  const reopened = decideComment(situation(closed, { text: "anew", run: run(3) }));
  expect(reopened).toMatchObject({ action: "update", body: expect.stringMatching(/^anew/) });
});

test("merged becomes deployed without folding twice, and nothing is made at the end", () => {
  expect(decideComment(situation([], { outcome: "merged", isOpen: false }))).toMatchObject({
    action: "nothing",
  });
  expect(decideComment(situation([], { isOpen: false }))).toMatchObject({ action: "nothing" });
  const comments = after([], decideComment(situation([], { text: "the plan" })));
  const merged = after(comments, decideComment(situation(comments, { outcome: "merged", isOpen: false })));
  const [deployed] = after(merged, decideComment(situation(merged, { outcome: "deployed", isOpen: false })));
  expect(deployed?.body).toContain("**Merged and deployed.**");
  expect(deployed?.body).not.toContain("**Merged**:");
  expect(deployed?.body.match(/What was planned/g)).toHaveLength(1);
});

test("in whichever order the merge's run and the end's finish, the comment says that it was deployed", () => {
  const outcomes = ["merged", "undeployed", "deployed", "undeployed", "merged"] as const;
  fc.assert(
    fc.property(fc.shuffledSubarray([...outcomes], { minLength: 1 }), (order) => {
      let comments = after([], decideComment(situation([], { text: "the plan" })));
      for (const outcome of order) {
        comments = after(comments, decideComment(situation(comments, { outcome, isOpen: false })));
      }
      const [comment] = comments;
      const words = order.includes("deployed")
        ? "**Merged and deployed.**"
        : order.includes("undeployed")
          ? "**Merged, and not deployed**"
          : "**Merged**:";
      expect(comment?.body.split("\n")[0]).toContain(words);
      expect(comment?.body.match(/What was planned/g)).toHaveLength(1);
    }),
  );
});

test("only our own comment counts, by its author and its name", () => {
  const marker = (name: string) => markerText({ name, ...run(999), state: "changes" });
  const others = [
    { id: 1, body: `forged\n${marker("deployments")}`, author: "mallory" },
    { id: 2, body: `another pipeline\n${marker("flows")}`, author: US },
    { id: 3, body: `no marker`, author: US },
    { id: 4, body: `quoted ${marker("deployments")} and then more`, author: US },
    { id: 5, body: '<!-- prefect-cicd-plan {"name":"deployments","run":"999"} -->', author: US },
    { id: 6, body: "<!-- prefect-cicd-plan {nonsense} -->", author: US },
  ];
  expect(decideComment(situation(others, {}))).toMatchObject({ action: "create" });
});

test("where two runs made a comment each, the older comment is kept up to date, by the newest marker", () => {
  const comments = [
    { id: 1, body: `a\n${markerText({ name: "deployments", ...run(2), state: "changes" })}`, author: US },
    { id: 2, body: `b\n${markerText({ name: "deployments", ...run(5), state: "changes" })}`, author: US },
  ];
  expect(decideComment(situation(comments, { run: run(4) }))).toMatchObject({ action: "leave" });
  expect(decideComment(situation(comments, { run: run(6) }))).toMatchObject({ action: "update", id: 1 });
});
