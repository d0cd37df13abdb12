import { shortCommit } from "#git";
import type { BuildContext, Overrides } from "../build/build-context.ts";
import { type Part, part } from "../build/part.ts";
import { findPlaceholders } from "../build/placeholders.ts";
import type { Config } from "../config-value.ts";
import type { Problem } from "../model/coerce.ts";
import { type CloneStep, cloneFolder, cloneSteps, stepsNaming, withArguments } from "./clone-step.ts";
import { ownershipOf } from "./own-repository.ts";

/** The first Prefect whose `git_clone` takes `commit_sha`, and the first that takes `clone_directory_name`. */
export const FIRST_WITH = { commit_sha: "3.4.0", clone_directory_name: "3.6.9" } as const;

/**
 * Sets branch or commit of every git clone of the project's own repository (see {@link Overrides}). Prefect takes one
 * or the other: with a commit the branch goes. A step that pins a commit itself, or clones another repository, is left
 * as it is, and a note says so.
 */
export function withRevision(
  steps: readonly Config[],
  overrides: Overrides,
  placeholders: BuildContext["placeholders"] = "filled",
): Part<Config[]> {
  const { branch, commit } = overrides;
  if (branch === undefined && commit === undefined) return part([...steps]);
  const wanted = commit === undefined ? `branch ${branch}` : `commit ${commit}`;
  const notes: string[] = [];
  const problems: Problem[] = [];
  const clones = cloneSteps(steps);
  let changed: Config[] = [...steps];
  for (const clone of clones) {
    const { follows, note } = following(clone, overrides.repository, wanted);
    // What a placeholder left as it is written stands for was not to be known.
    if (note !== undefined && placeholders === "as-written" && isOpen(clone)) continue;
    if (note !== undefined) notes.push(note);
    if (!follows) continue;
    const args = withRevisionOf(clone.args, overrides);
    changed = withArguments(changed, clone, args);
    const moved = movedFolder(clone, args, steps);
    if (moved === undefined) continue;
    if (overrides.pinFolder === "commit") problems.push(...moved.certain.map((path) => named(moved, path)));
    else notes.push(moved.note(wanted));
  }
  if (clones.length === 0) {
    const other = otherSource(steps);
    const why =
      other === undefined ? "no pull step clones the code" : `the code comes by ${other}, not by a git clone`;
    if (commit === undefined) notes.push(`The ${wanted} can do nothing here: ${why}.`);
    else problems.push(unpinned(why));
  }
  return part(changed, { notes, problems });
}

/** To pin was asked for so that exactly what was approved runs: where nothing can be pinned, that must not seem so. */
function unpinned(why: string): Problem {
  return {
    code: "clone-missing",
    path: ["pull"],
    message: `Nothing holds this deployment's code at the commit: ${why}.`,
    fix: "Clone the repository in a pull step, or leave `pin` at branch where an image or a folder holds the code.",
  };
}

function isOpen({ args }: CloneStep): boolean {
  return findPlaceholders(String(args.get("repository") ?? "")).length > 0;
}

function following(
  { args }: CloneStep,
  repository: Overrides["repository"],
  wanted: string,
): { follows: boolean; note?: string } {
  const pinned = args.get("commit_sha");
  if (typeof pinned === "string" && pinned !== "") {
    return { follows: false, note: `A git clone step pins commit ${pinned} and does not follow ${wanted}.` };
  }
  const own = typeof repository === "string" ? [repository] : (repository ?? []);
  if (own.length === 0) return { follows: true };
  const ownership = ownershipOf(args.get("repository"), own);
  switch (ownership.is) {
    case "own":
      return { follows: true };
    case "own-otherwise":
      return {
        follows: true,
        note: `A git clone step names this repository as ${ownership.name}, which works as long as its host redirects that address.`,
      };
    case "another":
      return {
        follows: false,
        note: `A git clone step clones another repository, ${ownership.name}, and does not follow ${wanted}. If that is this repository under an earlier name, write today's.`,
      };
    case "unknown":
      return {
        follows: false,
        note: `Whether a git clone step clones this repository is not known here, so it does not follow ${wanted}. Write its address out, or set the variable that holds it.`,
      };
  }
}

function withRevisionOf(args: Config, { branch, commit, pinFolder }: Overrides): Config {
  const changed = new Map(args);
  if (commit === undefined) return changed.set("branch", branch ?? null);
  changed.delete("branch");
  changed.set("commit_sha", commit);
  const folder = cloneFolder(args);
  if (pinFolder === "commit" && folder !== undefined) {
    // A folder that is kept stays on its commit where the worker's Prefect is older than 3.9.
    changed.set("clone_directory_name", `${folder}-${shortCommit(commit)}`);
  }
  return changed;
}

interface MovedFolder {
  before: string;
  after: string;
  /** Where other steps surely name the old folder: paths inside `pull`. */
  certain: (string | number)[][];
  note(wanted: string): string;
}

/** Where the folder of a clone bears another name now, and other steps name it. */
function movedFolder(clone: CloneStep, args: Config, steps: readonly Config[]): MovedFolder | undefined {
  const [before, after] = [cloneFolder(clone.args), cloneFolder(args)];
  if (before === undefined || after === undefined || before === after) return undefined;
  const naming = stepsNaming(before, steps, clone);
  if (naming.length === 0) return undefined;
  return {
    before,
    after,
    certain: naming.filter(({ isCertain }) => isCertain).map(({ path }) => path),
    note: (wanted) =>
      `Another pull step names the folder ${before}, and with ${wanted} the clone lies in ${after}: ` +
      "set clone_directory_name, or give the clone step an id and write {{ id.directory }}.",
  };
}

function named({ before, after }: MovedFolder, path: (string | number)[]): Problem {
  return {
    path: ["pull", ...path],
    code: "clone-folder-moved",
    message: `This step names the folder ${before}, and with pin-folder the clone lies in ${after}.`,
    fix: "Give the git clone step an id and write {{ id.directory }} here, or leave pin-folder out.",
  };
}

/** Steps that bring no code. */
const WITHOUT_CODE = /\.(?:set_working_directory|pip_install_requirements)$/;

/** The step that brings the code where none is a git clone; undefined where none brings any. */
function otherSource(steps: readonly Config[]): string | undefined {
  const name = steps.flatMap((step) => [...step.keys()]).find((key) => !WITHOUT_CODE.test(key));
  return name?.slice(name.lastIndexOf(".") + 1);
}
