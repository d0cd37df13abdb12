import { isNumber, isObject, type Json } from "#json";

/** Whether the value at a path such as `job_variables.image` may be shown. */
export type IsShown = (path: string) => boolean;

/** Stands for a value that is hidden. */
export const HIDDEN = "‹hidden›";

/**
 * Where what a team keeps to itself stands. A comment was mailed by the time it is edited, and keeps its history, so that
 * a value that shouldn't have been there can't be taken back.
 */
const PRIVATE =
  /^(parameters|job_variables)([.[]|$)|(^|[.\]])(env|[\w-]*headers?)([.[]|$)|^parameter_openapi_schema\..*\.(default|const|enum|examples?)([.[]|$)/i;

/**
 * @param allowed paths whose values may be shown all the same, each with what is below it: `job_variables.image`,
 * `parameters`; `all` for every one
 */
export function shownValues(allowed: readonly string[]): IsShown {
  if (allowed.includes("all")) return () => true;
  const below = (path: string) => (one: string) =>
    path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`);
  return (path) => !PRIVATE.test(path) || allowed.some(below(path));
}

/** A value without what may not be shown of it: names stay, values become {@link HIDDEN}. */
export function withoutHidden(path: string, value: Json, isShown: IsShown): Json {
  if (isNumber(value)) return isShown(path) ? value : HIDDEN;
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    return value.map((item, index) => withoutHidden(`${path}[${index}]`, item, isShown));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withoutHidden(`${path}.${key}`, item, isShown)]),
    );
  }
  return value === null || value === "" || isShown(path) ? value : HIDDEN;
}
