import { type Fault, FaultError, silentReporter } from "#diagnostics";
import { compareWithRecorded, refuseOlderCommit } from "../src/index.ts";

/** A history: c1 <- c2 <- c3, and b2 on c1. `gone` is in nobody's clone. */
const parents: Record<string, string> = { c2: "c1", c3: "c2", b2: "c1" };
const isAncestor = async (ancestor: string, descendant: string) => {
  if (ancestor === "gone" || descendant === "gone") return null;
  for (let at: string | undefined = descendant; at; at = parents[at]) if (at === ancestor) return true;
  return false;
};
const recorded = (commit: string) => ({
  commit,
  time: "2026-11-20T10:00:00.000Z",
  run: "https://github.com/acme/platform/actions/runs/7",
});

test.each([
  ["c2", "c2", "same"],
  ["c1", "c3", "newer"],
  ["c3", "c1", "older"],
  ["c2", "b2", "diverged"],
  ["gone", "c2", "unknown"],
] as const)("with %s deployed, %s is %s", async (deployed, commit, relation) => {
  expect(await compareWithRecorded(recorded(deployed), commit, isAncestor)).toBe(relation);
});

test("without a record the commit is the first", async () => {
  expect(await compareWithRecorded(undefined, "c1", isAncestor)).toBe("first");
});

test("an older commit is refused with the run that deployed the newer one", async () => {
  const options = { isAncestor, allowOlder: false, reporter: silentReporter };
  const refusal = refuseOlderCommit(recorded("c3"), "c1", options);
  await expect(refusal).rejects.toThrow(FaultError);
  await expect(refusal).rejects.toThrow(/c1 is older than c3.*actions\/runs\/7.*allow-older/);
});

test("an older commit passes when it is allowed, a newer or diverged one always", async () => {
  const options = { isAncestor, reporter: silentReporter };
  expect(await refuseOlderCommit(recorded("c3"), "c1", { ...options, allowOlder: true })).toBe("older");
  expect(await refuseOlderCommit(recorded("c1"), "c3", { ...options, allowOlder: false })).toBe("newer");
  expect(await refuseOlderCommit(recorded("c2"), "b2", { ...options, allowOlder: false })).toBe("diverged");
});

test("a commit that git can't compare passes with a warning that names the remedy", async () => {
  const warnings: Fault[] = [];
  const reporter = { ...silentReporter, warning: (fault: Fault) => void warnings.push(fault) };
  expect(await refuseOlderCommit(recorded("gone"), "c1", { isAncestor, allowOlder: false, reporter })).toBe(
    "unknown",
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.fix).toContain("fetch-depth: 0");
});
