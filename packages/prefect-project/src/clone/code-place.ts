import { posix } from "node:path";
import { isObject, type Json } from "#json";
import type { DeploymentFields } from "../build/desired-deployment.ts";
import { fromJson } from "../config-value.ts";
import { cloneFolder, cloneSteps } from "./clone-step.ts";
import { ownershipOf } from "./own-repository.ts";

/** Where the code of a run lies once its pull steps are over. */
export interface CodePlace {
  /**
   * Folder of the own repository's checkout: an absolute path. Null where no pull step brings it, so that the code is
   * what the image or the machine holds.
   */
  checkout: string | null;
  /** The working directory in which the flow is loaded: an absolute path. */
  directory: string;
  /** Why the code is not what is checked out here; null where it is. */
  elsewhere: string | null;
  /** What installs packages when a run starts: a missing module says nothing then. Null where nothing does. */
  installs: string | null;
}

const SET_WORKING_DIRECTORY = /\.set_working_directory$/;
const INSTALLS = /pip_install|\bpip3? install\b|\buv (?:pip install|sync|run)\b|\bpoetry install\b/;

/**
 * Follows pull steps as `run_steps` of `prefect.deployments.steps.core` and `load_flow_from_flow_run` of `prefect.flows`
 * do: a clone lies in a folder below the working directory of its time, `set_working_directory` changes to another one,
 * and at the end the last `directory` that a step has put out counts.
 *
 * @param start the working directory in which a run begins: an absolute path
 * @param own every address of the own repository, today's first
 * @param elsewhere where the checkout is put if the step that brings it does not say where: an absolute path
 */
export function codePlace(
  { pull_steps, job_variables }: Pick<DeploymentFields, "pull_steps" | "job_variables">,
  { start, own, elsewhere }: { start: string; own: readonly string[]; elsewhere: string },
): CodePlace {
  const steps = pull_steps ?? [];
  const outputs = new Map<string, string>();
  let directory = start;
  let last: string | undefined;
  const place: CodePlace = { checkout: null, directory: start, elsewhere: null, installs: null };
  for (const step of steps) {
    const [[name, args] = ["", null]] = Object.entries(step);
    const given = isObject(args) ? args : {};
    const put = (folder: string) => {
      last = folder;
      outputs.set("directory", folder);
      if (typeof given.id === "string") outputs.set(`${given.id}.directory`, folder);
    };
    const clone = cloneFolderOf(step);
    if (clone !== undefined) {
      const { folder, repository } = clone;
      const ownership = own.length === 0 ? { is: "own" } : ownershipOf(repository, own);
      if (folder === undefined) continue;
      if (ownership.is === "another") place.elsewhere = `its code is cloned from another repository`;
      else {
        place.checkout = posix.resolve(directory, folder);
        place.elsewhere = null;
      }
      put(folder);
    } else if (SET_WORKING_DIRECTORY.test(name)) {
      const target = typeof given.directory === "string" ? filled(given.directory, outputs) : ".";
      directory = posix.resolve(directory, target);
      put(directory);
    } else if (/pull_from|pull_with|pull_project/.test(name)) {
      place.checkout = elsewhere;
      put(elsewhere);
    }
    if (INSTALLS.test(`${name} ${typeof given.script === "string" ? given.script : ""}`)) {
      place.installs = `the pull step ${name.slice(name.lastIndexOf(".") + 1)}`;
    }
  }
  const { env } = job_variables;
  if (isObject(env) && env.EXTRA_PIP_PACKAGES) place.installs ??= "EXTRA_PIP_PACKAGES";
  return { ...place, directory: last === undefined ? directory : posix.resolve(directory, last) };
}

function cloneFolderOf(step: {
  [name: string]: Json;
}): { folder: string | undefined; repository: string } | undefined {
  const config = fromJson(step);
  const [clone] = config instanceof Map ? cloneSteps([config]) : [];
  if (!clone) return undefined;
  return { folder: cloneFolder(clone.args), repository: String(clone.args.get("repository") ?? "") };
}

/** A text with the outputs of steps before filled in, as `{{ clone.directory }}`. */
function filled(text: string, outputs: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => outputs.get(name) ?? whole);
}
