import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";

/** A data team's repository with a real remote; every commit is pushed there, where the worker clones from. */
export interface SampleRepository {
  /** The working copy. */
  folder: string;
  /** Address of the bare remote, as the flows' git_clone step uses it. */
  remote: string;
  /** Holds everything; removed by the caller. */
  temporary: string;
  git(...args: string[]): Promise<string>;
  /** Writes files (path → content, null removes), commits and pushes them. Returns the commit. */
  commit(message: string, files: Record<string, string | null>): Promise<string>;
  read(path: string): Promise<string>;
}

/**
 * Copies the sample platform into a new repository whose branch main is pushed.
 *
 * @param address `written`: the pull step clones the remote by its address; else EDP_REPOSITORY names what it clones
 */
export async function makeSampleRepository(
  address: "written" | "variable" = "variable",
): Promise<SampleRepository> {
  const temporary = await mkdtemp(join(tmpdir(), "prefect-cicd-demo-"));
  const folder = join(temporary, "edp");
  const bare = join(temporary, "remote", "edp.git");
  await cp(join(projectRoot, "test/platform/sample-platform"), folder, { recursive: true });
  await mkdir(bare, { recursive: true });

  const git = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runLocally("git", args, { cwd: folder });
    if (exitCode !== 0) throw new Error(`git ${args.join(" ")} failed: ${stderr}`);
    return stdout.trim();
  };
  const repository: SampleRepository = {
    folder,
    remote: `file://${bare}`,
    temporary,
    git,
    async commit(message, files) {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) await git("rm", "--quiet", path);
        else {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), content);
        }
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", message);
      await git("push", "--quiet", "origin", "HEAD");
      return git("rev-parse", "HEAD");
    },
    read: (path) => readFile(join(folder, path), "utf8"),
  };
  if (address === "written") {
    const file = join(folder, "prefect.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"{{ $EDP_REPOSITORY }}"', repository.remote));
  }
  await git("init", "--quiet", "--initial-branch", "main");
  await git("init", "--quiet", "--bare", "--initial-branch", "main", bare);
  await git("config", "user.name", "data team");
  await git("config", "user.email", "data-team@example.com");
  await git("remote", "add", "origin", repository.remote);
  await repository.commit("Start the platform", {});
  return repository;
}
