import { isObject, type Json } from "#json";
import { BLOCK_PREFIX, findPlaceholders, VARIABLE_PREFIX } from "./placeholders.ts";

/** A block or a variable of the server that a placeholder names. */
export type ServerName =
  | { kind: "block"; type: string; name: string; keys: string | null }
  | { kind: "variable"; name: string };

/**
 * What placeholders in a value want from the server, wherever they stand in it: of pull steps, which keep theirs, it is
 * what workers fill in at each run. One that names no block (`prefect.blocks.secret`) is left out.
 */
export function serverNames(value: Json): ServerName[] {
  if (typeof value === "string")
    return findPlaceholders(value).flatMap(({ name, type }) => nameOf(name, type));
  if (Array.isArray(value)) return value.flatMap(serverNames);
  return isObject(value) ? Object.values(value).flatMap(serverNames) : [];
}

function nameOf(name: string, type: string): ServerName[] {
  if (type === "variable") return [{ kind: "variable", name: name.replaceAll(VARIABLE_PREFIX, "") }];
  if (type !== "block") return [];
  const [slug = "", block = "", ...keys] = name.replaceAll(BLOCK_PREFIX, "").split(".");
  if (slug === "" || block === "") return [];
  return [{ kind: "block", type: slug, name: block, keys: keys.length > 0 ? keys.join(".") : null }];
}
