import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { runLocally } from "#command";

/** A git repository in a folder of its own, driven by the real git, away from the user's own settings. */
export interface TemporaryRepository {
  root: string;
  /** Its address as a remote that knows nothing of the local disk. */
  url: string;
  git(...args: string[]): Promise<string>;
  /** Writes files (null deletes one) and commits; gives the commit's id. */
  commit(files: Record<string, string | Buffer | null>, message?: string): Promise<string>;
  link(path: string, target: string): void;
  /** Clones it into another temporary folder with `git clone ...options`. */
  clone(...options: string[]): Promise<TemporaryRepository>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const env = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

export async function temporaryRepository(): Promise<TemporaryRepository> {
  const repository = at(temporaryFolder());
  await repository.git("init", "--quiet", "--initial-branch=main");
  return repository;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "prefect-cicd-git-"));
  folders.push(folder);
  return folder;
}

function at(root: string): TemporaryRepository {
  async function git(...args: string[]): Promise<string> {
    const result = await runLocally("git", args, { cwd: root, env });
    if (result.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.trim();
  }
  return {
    root,
    url: pathToFileURL(root).href,
    git,
    async commit(files, message = "A change") {
      for (const [path, content] of Object.entries(files)) {
        const file = join(root, path);
        if (content === null) rmSync(file);
        else {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, content);
        }
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", `--message=${message}`);
      return git("rev-parse", "HEAD");
    },
    link(path, target) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
    },
    async clone(...options) {
      const folder = temporaryFolder();
      const source = pathToFileURL(root).href;
      await runLocally("git", ["clone", "--quiet", ...options, source, folder], { env }).then(
        ({ exitCode, stderr }) => {
          if (exitCode !== 0) throw new Error(stderr);
        },
      );
      return at(folder);
    },
  };
}
