import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";

/** The folder with the sample's files and its list. */
export const sample = join(projectRoot, "test/fixtures/parity-sample");

/** Makes git repositories of the sample's folders, as clones of a list lie in a folder. */
export async function makeSampleRepositories(folder: string): Promise<void> {
  for (const name of await readdir(sample)) {
    if (name.includes("+")) await makeRepository(name, join(folder, name));
  }
}

async function makeRepository(name: string, made: string): Promise<void> {
  await cp(join(sample, name), made, { recursive: true });
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  await git(made, "init", "--quiet", "--initial-branch", "main");
  await git(made, "add", "--all");
  await git(made, ...identity, "commit", "--quiet", "--message", "A repository");
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runLocally("git", args, { cwd });
  if (exitCode !== 0) throw new Error(stderr);
}
