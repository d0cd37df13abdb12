import type { Json, JsonObject } from "#json";
import { truthOf } from "../../evaluate/comparison.ts";
import { none, reasonOf, type Value } from "../../evaluate/values.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";
import { plainJson } from "../defaults/defaults.ts";

/** What `pydantic.Field(...)` says of a field (`pydantic.fields.FieldInfo`). */
export interface FieldInfo {
  /** Arguments that were given, constraints apart. */
  attributes: ReadonlyMap<string, Value>;
  /** Constraints and other metadata in the order in which they apply. */
  metadata: readonly Value[];
}

/** One of pydantic's constraints, as metadata of a type: how `Field(ge=1)` and `annotated_types.Ge(1)` meet. */
export const CONSTRAINT = "pydantic-constraint";

const constraintArguments = new Set(
  (
    "gt ge lt le multiple_of min_length max_length pattern strict allow_inf_nan max_digits decimal_places " +
    "union_mode coerce_numbers_to_str fail_fast"
  ).split(" "),
);

/** Reads a call of `pydantic.Field`; undefined for any other value. */
export function fieldInfoOf(value: Value): FieldInfo | undefined {
  if (value.kind !== "instance" || value.of.kind !== "external" || value.of.name !== "pydantic.Field") {
    return undefined;
  }
  const attributes = new Map<string, Value>();
  const metadata: Value[] = [];
  const [first] = value.args;
  if (first && first.kind !== "ellipsis") attributes.set("default", first);
  for (const [name, given] of value.keywords) {
    if (constraintArguments.has(name)) {
      if (given.kind !== "none") metadata.push(constraint(name, given));
    } else if (name === "min_items" || name === "max_items") {
      metadata.push(constraint(name.replace("items", "length"), given));
    } else if (name !== "default" || given.kind !== "ellipsis") attributes.set(name, given);
  }
  return { attributes, metadata };
}

export function constraint(name: string, value: Value): Value {
  return {
    kind: "instance",
    of: { kind: "external", name: CONSTRAINT },
    args: [],
    keywords: new Map([[name, value]]),
  };
}

/** Merges the `Field(...)` of a type's metadata and of an assignment, later ones over earlier ones. */
export function mergeFieldInfos(metadata: readonly Value[], assigned: FieldInfo | undefined): FieldInfo {
  const attributes = new Map<string, Value>();
  const rest: Value[] = [];
  const merge = (info: FieldInfo): void => {
    for (const [name, value] of info.attributes) {
      const before = attributes.get(name);
      if (name === "json_schema_extra" && before?.kind === "dict" && value.kind === "dict") {
        attributes.set(name, { kind: "dict", entries: [...before.entries, ...value.entries] });
      } else if (name !== "json_schema_extra" || before?.kind !== "dict" || value.kind === "none") {
        attributes.set(name, value);
      }
    }
  };
  for (const item of metadata) {
    const info = fieldInfoOf(item);
    if (!info) {
      rest.push(item);
      continue;
    }
    rest.push(...info.metadata);
    merge(info);
  }
  if (assigned) merge(assigned);
  // pydantic puts the metadata of an assigned `Field(...)` first, so that a type's own wins.
  return { attributes, metadata: [...(assigned?.metadata ?? []), ...rest] };
}

/** True where a field needs no value. */
export function hasDefault(info: FieldInfo): boolean {
  const factory = info.attributes.get("default_factory");
  return info.attributes.has("default") || (factory !== undefined && factory.kind !== "none");
}

/** The default to show: none for a factory, whose result pydantic doesn't show. */
export function shownDefault(info: FieldInfo): Value | undefined {
  const factory = info.attributes.get("default_factory");
  return factory && factory.kind !== "none" ? undefined : info.attributes.get("default");
}

/** `title`, `description`, `deprecated` and `examples` (`_extract_json_schema_info_from_field_info`). */
export function schemaUpdates(info: FieldInfo): JsonObject {
  const updates: JsonObject = {};
  for (const name of ["title", "description"]) {
    const text = textAttribute(info, name);
    if (text !== undefined) updates[name] = text;
  }
  const deprecated = info.attributes.get("deprecated");
  if (deprecated && deprecated.kind !== "none") {
    const truth = deprecated.kind === "str" || truthOf(deprecated);
    if (truth === undefined) throw new TypeUnknown("`deprecated` of a field isn't known");
    if (truth) updates.deprecated = true;
  }
  const examples = info.attributes.get("examples");
  if (examples && examples.kind !== "none") updates.examples = plainJson(examples);
  return updates;
}

/** `json_schema_extra` where it is a dictionary; a function can't be followed. */
export function schemaExtra(info: FieldInfo): JsonObject {
  return extraOf(info.attributes.get("json_schema_extra"));
}

export function extraOf(value: Value | undefined): JsonObject {
  const extra = value ?? none;
  if (extra.kind === "none") return {};
  if (extra.kind !== "dict") throw new TypeUnknown("`json_schema_extra` is a function");
  return plainJson(extra) as JsonObject;
}

export function textAttribute(info: FieldInfo, name: string): string | undefined {
  const value = info.attributes.get(name);
  if (!value || value.kind === "none") return undefined;
  if (value.kind !== "str")
    throw new TypeUnknown(reasonOf(value, `\`${name}\` of a field isn't a constant text`));
  return value.value;
}

/** The name of a field in the schema: its validation alias, else its alias (`_get_alias_name`). */
export function aliasOf(info: FieldInfo): string | undefined {
  const given = info.attributes.get("validation_alias");
  const alias = given && given.kind !== "none" ? given : info.attributes.get("alias");
  if (!alias || alias.kind === "none") return undefined;
  if (alias.kind === "str") return alias.value;
  if (alias.kind === "instance" && alias.of.kind === "external") {
    const paths = alias.of.name.endsWith("AliasChoices") ? alias.args : [alias];
    for (const path of paths) {
      if (path.kind === "str") return path.value;
      if (path.kind === "instance" && path.args.length === 1 && path.args[0]?.kind === "str")
        return path.args[0].value;
    }
    if (/Alias(Choices|Path)$/.test(alias.of.name)) return undefined;
  }
  throw new TypeUnknown("the alias of a field isn't a constant text");
}

/** The JSON value of a constraint's bound; numbers stay numbers. */
export function boundOf(value: Value): Json {
  if (value.kind === "instance" && value.of.kind === "external") {
    const [first] = value.args;
    if (value.of.name === "decimal.Decimal" && first) {
      if (first.kind === "str") return Number(first.value);
      return plainJson(first);
    }
    if (value.of.name === "re.compile" && first?.kind === "str") return first.value;
    if (value.of.name.startsWith("datetime.")) return null;
  }
  return plainJson(value);
}
