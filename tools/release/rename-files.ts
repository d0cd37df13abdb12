import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import { checkIdentity, type Identity, readIdentity, writeVersion } from "../../pipelines/identity.ts";
import { alreadyThere, renamed } from "./rename.ts";

/** The file that a bundle reads the version from. */
const VERSION_FILE = "packages/cli/src/version.ts";

/**
 * Gives the project at `root` a new owner, name or version in every file but the bundles. Returns the files that changed;
 * what the generators make of them is theirs to bring along.
 * @throws FaultError before any write, where the identity is impossible or could not be told apart from other text
 */
export async function renameFiles(root: string, changes: Partial<Identity>): Promise<string[]> {
  const from = await readIdentity(root);
  const to = { ...from, ...changes };
  checkIdentity(to);
  const files = await textFiles(root);
  const taken = [...files].flatMap(([path, text]) =>
    alreadyThere(text, from, to).map(
      (name): Fault => ({
        code: "input-invalid",
        message: `${name} stands here already, so no later change could tell it from the project's name.`,
        location: { file: path },
        fix: "Choose another name, or take this one out.",
      }),
    ),
  );
  if (taken.length > 0) throw new FaultError(taken);
  const changed: string[] = [];
  for (const [path, text] of files) {
    const now = path === VERSION_FILE ? text.replace(`"${from.version}"`, `"${to.version}"`) : text;
    const content = renamed(now, from, to);
    if (content === text) continue;
    await writeFile(join(root, path), content);
    changed.push(path);
  }
  if (to.version !== from.version) {
    await writeVersion(root, to.version);
    changed.push("package.json", "package-lock.json");
  }
  return [...new Set(changed)].sort();
}

/** Files that git knows or would take, without bundles and without what is no text. */
async function textFiles(root: string): Promise<Map<string, string>> {
  const { exitCode, stdout, stderr } = await runLocally(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    { cwd: root },
  );
  if (exitCode !== 0)
    throw new FaultError({ code: "git-failed", message: `git could not list the files: ${stderr.trim()}` });
  const files = new Map<string, string>();
  for (const path of stdout.split("\0").filter((path) => path !== "" && !/(^|\/)dist\//.test(path))) {
    const content = await readFile(join(root, path), "utf8").catch(() => undefined);
    if (content !== undefined && !content.includes("\0")) files.set(path, content);
  }
  return files;
}
