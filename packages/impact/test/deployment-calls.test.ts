import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { findDeploymentCalls } from "#impact";

const folder = mkdtempSync(join(tmpdir(), "prefect-cicd-impact-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

async function commit(files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git("add", "--all");
  git("commit", "--quiet", "--message=files");
  return git("rev-parse", "HEAD").trim();
}

async function callsAt(commitId: string) {
  const repository = await openRepository(runLocally, folder);
  const read: string[] = [];
  const tree = repository.treeAt(commitId);
  const calls = await findDeploymentCalls((text, paths) => repository.search(commitId, text, paths), {
    readMany: (paths) => {
      read.push(...paths);
      return tree.readMany(paths);
    },
  });
  return { calls, read };
}

test("literal calls anywhere in a commit, and only files that name the function are read", async () => {
  git("init", "--quiet");
  const first = await commit({
    "flows/parent.py":
      'from prefect.deployments import run_deployment\n\n\ndef f(x):\n    run_deployment("etl/daily")\n    run_deployment(x)\n',
    "lib/deep/again.py":
      'from prefect.deployments import arun_deployment as go\n\nasync def f():\n    await go(name="etl/daily")\n',
    "flows/comment.py": "# run_deployment('etl/daily')\n",
    "flows/other.py": "x = 1\n",
    "notes.md": 'run_deployment("etl/daily")\n',
  });
  await commit({ "flows/parent.py": "" });
  const { calls, read } = await callsAt(first);
  expect(calls).toEqual({
    calls: [
      { file: "flows/parent.py", line: 5, column: 5, deployment: "etl/daily" },
      { file: "lib/deep/again.py", line: 4, column: 11, deployment: "etl/daily" },
    ],
    unknown: [{ file: "flows/parent.py", line: 6, column: 5 }],
  });
  expect(read.sort()).toEqual(["flows/comment.py", "flows/parent.py", "lib/deep/again.py"]);
});

test("nothing is read where no file names it", async () => {
  const head = await commit({ "lib/deep/again.py": "", "flows/comment.py": "" });
  expect(await callsAt(head)).toEqual({ calls: { calls: [], unknown: [] }, read: [] });
});
