import { keyOfSelector } from "#deployment-plan";
import { type Fault, throwIfAny } from "#diagnostics";
import { deploymentName } from "#prefect-project";
import type { NamedDefinition } from "./named-definition.ts";

/**
 * The live deployments that are to be treated as removed. They were named as in the files, so a name prefix counts
 * for them too.
 *
 * @throws FaultError for what the files still have: to delete it would be a mistake, whoever made the list
 */
export function removedKeys(
  given: readonly string[],
  namePrefix: string | undefined,
  named: readonly NamedDefinition[],
): string[] {
  const defined = new Map(named.map(({ key, definition }) => [key, definition]));
  const faults: Fault[] = [];
  const keys = given.map(keyOfSelector).map((text) => {
    const slash = text.indexOf("/");
    const key = `${text.slice(0, slash)}/${deploymentName(text.slice(slash + 1), namePrefix)}`;
    if (slash < 1) {
      faults.push({
        code: "input-invalid",
        message: `${JSON.stringify(text)} can't be removed: it names no single deployment.`,
        fix: "Write it as flow-name/deployment-name.",
      });
    }
    const definition = defined.get(key);
    if (definition) {
      faults.push({
        code: "removed-but-declared",
        message: `"${key}" is named as removed, but the files have it.`,
        location: definition.location,
        fix: "Take it off the list of removed deployments.",
      });
    }
    return key;
  });
  throwIfAny(faults);
  return keys;
}
