import { isObject, type Json } from "#json";
import { MASK } from "#redaction";
import type { TemplateChange } from "./diff.ts";
import {
  isHarmlessAnywhere,
  isHarmlessDefault,
  isHarmlessKeyword,
  isHarmlessPlace,
} from "./harmless-values.ts";

const NEW_VALUE = `${MASK} (a new value)`;

/** A change that can be shown: values that may be secret are masked. */
export type ShownChange = Pick<TemplateChange, "path" | "before" | "after">;

/**
 * Changes of a template as they can be shown. A template holds defaults, environments and commands that nobody calls
 * secret and that are: so every value is masked but those that are known to be harmless, by where they stand.
 */
export function redactChanges(changes: readonly TemplateChange[]): ShownChange[] {
  return changes.map(({ path, keys, before, after }) => {
    const place = placeOf(keys);
    const shown = {
      path,
      ...(before === undefined ? {} : { before: redact(place, before) }),
      ...(after === undefined ? {} : { after: redact(place, after) }),
    };
    // That it changes has to be seen all the same.
    return shown.before === MASK && shown.after === MASK ? { ...shown, after: NEW_VALUE } : shown;
  });
}

/** What stands at a place of a template. */
type Place =
  | { kind: "template" }
  /** A schema; `variable` where it is the one of a top-level variable, `isRoot` where it is `variables` itself. */
  | { kind: "schema"; variable?: string; isRoot?: true }
  /** A mapping of names to schemas. */
  | { kind: "schemas"; isRoot?: true }
  | { kind: "keyword"; keyword: string; variable?: string | undefined }
  | { kind: "job"; path: readonly (string | number)[] }
  /** Anything at all. */
  | { kind: "unknown" };

const SCHEMA_MAPS = new Set(["properties", "definitions", "$defs", "patternProperties", "dependentSchemas"]);
const SCHEMAS = new Set([
  ...["items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains"],
  ...["propertyNames", "not", "if", "then", "else", "anyOf", "oneOf", "allOf", "prefixItems"],
]);

function placeOf(keys: readonly (string | number)[]): Place {
  return keys.reduce<Place>(inside, { kind: "template" });
}

function inside(place: Place, key: string | number): Place {
  switch (place.kind) {
    case "template":
      if (key === "variables") return { kind: "schema", isRoot: true };
      return key === "job_configuration" ? { kind: "job", path: [] } : { kind: "unknown" };
    case "job":
      return { kind: "job", path: [...place.path, key] };
    case "schemas":
      return { kind: "schema", ...(place.isRoot ? { variable: String(key) } : {}) };
    case "schema": {
      // An item of a list of schemas is one.
      if (typeof key === "number") return { kind: "schema" };
      if (SCHEMA_MAPS.has(key)) {
        return { kind: "schemas", ...(place.isRoot && key === "properties" ? { isRoot: true } : {}) };
      }
      return SCHEMAS.has(key)
        ? { kind: "schema" }
        : { kind: "keyword", keyword: key, variable: place.variable };
    }
    case "keyword":
      // Of a list such as that of the required names, each is as harmless as the list.
      return typeof key === "number" && place.keyword !== "default" ? place : { kind: "unknown" };
    case "unknown":
      return place;
  }
}

function redact(place: Place, value: Json): Json {
  if (isShown(place, value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => redact(inside(place, index), item));
  if (!isObject(value)) return MASK;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redact(inside(place, key), item)]),
  );
}

function isShown(place: Place, value: Json): boolean {
  if (isHarmlessAnywhere(value)) return true;
  if (place.kind === "job") return isHarmlessPlace(place.path, value);
  if (place.kind !== "keyword") return false;
  if (isHarmlessKeyword(place.keyword, value)) return true;
  return (
    place.keyword === "default" && place.variable !== undefined && isHarmlessDefault(place.variable, value)
  );
}
