import { keyOfSelector, selectorOf } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { deploymentName } from "#prefect-project";
import { selectionOfChanges } from "./changes-file.ts";
import type { RunValues } from "./options/index.ts";
import { isTexts, readResult } from "./result-file.ts";

/**
 * Which deployments are to be run: those that are named, and those of the files of steps before.
 *
 * @param read gives the text of the file that an option names
 * @throws FaultError where nothing says which, and where a file can't be used
 */
export async function runSelectors(
  values: Pick<RunValues, "deployments" | "changesFile" | "appliedFile" | "namePrefix" | "select">,
  isNamed: boolean,
  read: (option: "changes-file" | "applied-file", path: string) => Promise<string>,
): Promise<string[]> {
  const { deployments, changesFile, appliedFile, select } = values;
  if (!isNamed && changesFile === undefined && appliedFile === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: "No deployments are named.",
      fix: "Name some, or give a changes-file or an applied-file.",
    });
  }
  const changed =
    changesFile === undefined
      ? []
      : changedOf(await read("changes-file", changesFile), changesFile, values.namePrefix);
  const applied =
    appliedFile === undefined ? [] : appliedOf(await read("applied-file", appliedFile), appliedFile, select);
  return [...new Set([...deployments, ...changed, ...applied])];
}

/** A detection names deployments as in the files; the server has them with the prefix. */
function changedOf(text: string, name: string, namePrefix: string | undefined): string[] {
  return selectionOfChanges(text, name).deployments.map((selector) => {
    const key = keyOfSelector(selector);
    const slash = key.indexOf("/");
    return selectorOf(`${key.slice(0, slash)}/${deploymentName(key.slice(slash + 1), namePrefix)}`);
  });
}

/**
 * What an apply left on the server: also what needed nothing, since the job may be run again; or what it has made, which
 * it does once.
 */
function appliedOf(text: string, name: string, select: RunValues["select"]): string[] {
  return readResult(text, name, "apply --json", 1, ({ created, updated, unchanged }) => {
    if (!isTexts(created) || !isTexts(updated) || !isTexts(unchanged)) return undefined;
    return (select === "created" ? created : [...created, ...updated, ...unchanged]).map(selectorOf);
  });
}
