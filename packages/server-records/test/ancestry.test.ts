import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { ancestryIn, compareWithRecorded } from "../src/index.ts";

let folder: string;
const commits: string[] = [];

async function git(cwd: string, ...args: string[]): Promise<string> {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const { exitCode, stdout, stderr } = await runLocally("git", [...identity, ...args], { cwd });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-ancestry-"));
  const origin = join(folder, "origin");
  await git(folder, "init", "--quiet", "--initial-branch=main", origin);
  for (const content of ["1", "2", "3"]) {
    await writeFile(join(origin, "prefect.yaml"), content);
    await git(origin, "add", ".");
    await git(origin, "commit", "--quiet", "-m", content);
    commits.push(await git(origin, "rev-parse", "HEAD"));
  }
  const clone = ["clone", "--quiet", "--depth=1", pathToFileURL(origin).href, join(folder, "clone")];
  await git(folder, ...clone);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a shallow clone tells older from newer, and knows that it can't tell of a commit nobody has", async () => {
  const isAncestor = ancestryIn(await openRepository(runLocally, join(folder, "clone")));
  const [first = "", , third = ""] = commits;
  const deployed = (commit: string) => ({ commit, time: "2026-11-20T10:00:00.000Z", run: null });
  expect(await compareWithRecorded(deployed(first), third, isAncestor)).toBe("newer");
  expect(await compareWithRecorded(deployed(third), first, isAncestor)).toBe("older");
  expect(await compareWithRecorded(deployed("f".repeat(40)), third, isAncestor)).toBe("unknown");
});
