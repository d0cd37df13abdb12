import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";

/** A clone of the project as it stands here, committed or not, with the packages that are installed here. */
export async function copyProject(): Promise<string> {
  const folder = temporaryFolder();
  for (const path of await projectFiles(projectRoot)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(projectRoot, path), join(folder, path));
  }
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await git(folder, "add", "--all", "--", ".", ":!node_modules");
  return folder;
}

/** Every file that git knows in a folder, or would take, but for installed packages. */
export async function projectFiles(folder: string): Promise<string[]> {
  const listed = await git(
    folder,
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--deduplicate",
  );
  return listed.split("\0").filter((path) => path !== "" && path !== "node_modules");
}

/** Path to content of all files but the bundles, which take a build to be right. */
export async function sources(folder: string): Promise<Map<string, string>> {
  const paths = (await projectFiles(folder)).filter((path) => !/(^|\/)dist\//.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}

export async function git(folder: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally("git", args, { cwd: folder });
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}
