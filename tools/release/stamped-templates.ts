import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { majorTag } from "../../pipelines/identity.ts";
import { type Stamp, UNRELEASED, workflowFiles } from "../../pipelines/index.ts";

const FOLDER = "workflows-templates";

/**
 * What users copy, naming the suite by a release's commit instead of a tag that moves: path below workflows-templates/
 * to content.
 */
export async function stampedTemplates(root: string, stamp: Required<Stamp>): Promise<Map<string, string>> {
  const generated = workflowFiles(stamp);
  const paths = await readdir(join(root, FOLDER), { recursive: true, withFileTypes: true });
  const files = paths
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, FOLDER).length + 1))
    .sort();
  const stamped = files.map(
    async (path): Promise<[string, string]> => [
      path,
      generated.get(`${FOLDER}/${path}`) ??
        stampedText(await readFile(join(root, FOLDER, path), "utf8"), stamp),
    ],
  );
  return new Map(await Promise.all(stamped));
}

/** The same for a file that is written by hand. Git clones no commit by its id, so GitLab's names the release's tag. */
export function stampedText(text: string, { repository, ref, version }: Required<Stamp>): string {
  const { repository: own, ref: placeholder } = UNRELEASED;
  const uses = new RegExp(`(\\buses: )${own}(/\\S+)@${placeholder}(?![\\w.-])`, "g");
  const variable = new RegExp(`^(\\s+[A-Z_]+_VERSION: )${majorTag(version.replace(/^v/, ""))}$`, "gm");
  return text
    .replace(
      uses,
      (_all, before: string, path: string) => `${before}${repository}${path}@${ref} # ${version}`,
    )
    .replace(variable, (_all, before: string) => `${before}${version}`);
}
