import type { Problem } from "../model/coerce.ts";
import { CICD_KEY, DEPLOYMENT_KEYS } from "../model/prefect-yaml.ts";
import { MOST_PROBLEMS } from "../model/told.ts";
import { PyDict, type PyValue } from "../python-value.ts";
import { LIMITS } from "../yaml/limits.ts";
import type { LoadedYaml } from "../yaml/load.ts";

/**
 * A file's value without what is too large to be stored once its aliases are written out. A few lines of YAML can mean
 * more than any machine holds; what Prefect ignores of a file is left as it is.
 */
export function withoutExpansions(
  value: PyDict,
  { written, extentOf }: Pick<LoadedYaml, "written" | "extentOf">,
  isBare: boolean,
  problems: Problem[],
): PyDict {
  if (!extentOf) return value;
  const whole = extentOf(value);
  if (whole.values - written <= LIMITS.repeated && whole.depth <= LIMITS.storedNesting) return value;
  let sum = 0;
  const isTooLarge = (part: PyValue, path: Problem["path"]): boolean => {
    const { values, depth } = extentOf(part);
    const message = faultOf(values, depth, sum + values - written > LIMITS.repeated);
    if (message === undefined) sum += values;
    else problems.push({ path, code: "field-invalid", message, fix: "Write out what is needed." });
    return message !== undefined;
  };
  const without = (dict: PyDict, keys: readonly string[], path: Problem["path"]): PyDict => {
    const large = keys.filter((key) => dict.has(key) && isTooLarge(dict.get(key) ?? null, [...path, key]));
    return large.length === 0
      ? dict
      : PyDict.of([...dict.entries()].filter(([key]) => !large.some((name) => name === key)));
  };
  const ofDeployment = [...DEPLOYMENT_KEYS, CICD_KEY];
  if (isBare) return without(value, ofDeployment, []);
  const top = without(value, ["build", "push", "pull", CICD_KEY], []);
  const deployments = top.get("deployments");
  if (!Array.isArray(deployments)) return top;
  const kept: PyValue[] = [];
  for (const [index, deployment] of deployments.entries()) {
    if (problems.length > MOST_PROBLEMS) break;
    const isDict = deployment instanceof PyDict;
    kept.push(isDict ? without(deployment, ofDeployment, ["deployments", index]) : deployment);
  }
  if (problems.length === 0) return top;
  return PyDict.of([...top.entries()].map(([key, one]) => [key, key === "deployments" ? kept : one]));
}

function faultOf(values: number, depth: number, isTooMuch: boolean): string | undefined {
  if (values === Number.POSITIVE_INFINITY) return "This value contains itself, and can't be stored.";
  if (depth > LIMITS.storedNesting) {
    return `Lists and mappings lie more than ${LIMITS.storedNesting} deep in each other here, and can't be stored.`;
  }
  if (!isTooMuch) return undefined;
  const most = LIMITS.repeated.toLocaleString("en");
  return `With its aliases written out this is too large: more than ${most} values.`;
}
