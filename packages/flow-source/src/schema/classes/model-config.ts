import { classScope, keywordOf, resolutionOrder } from "../../evaluate/classes.ts";
import { truthOf } from "../../evaluate/comparison.ts";
import { binds } from "../../evaluate/scope.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";
import { extraOf } from "../fields/field-info.ts";
import type { ModelConfig, TypeReader } from "../types/type-reader.ts";

/** Options that change nothing in a JSON schema made for validation. */
const ignored = new Set(
  (
    "frozen populate_by_name use_enum_values validate_assignment from_attributes loc_by_alias strict revalidate_instances " +
    "validate_default validate_return protected_namespaces hide_input_in_errors defer_build allow_inf_nan " +
    "str_strip_whitespace str_to_lower str_to_upper coerce_numbers_to_str regex_engine validation_error_cause " +
    "json_encoders ser_json_inf_nan val_json_bytes plugin_settings cache_strings validate_by_name " +
    "serialize_by_alias extra_fields_behavior env_prefix env_file env_file_encoding env_nested_delimiter " +
    "case_sensitive env_ignore_empty env_parse_none_str env_parse_enums secrets_dir nested_model_default_partial_update " +
    "cli_parse_args cli_prog_name env_nested_max_split enable_decoding ser_json_timedelta ser_json_temporal " +
    "val_temporal_unit orm_mode allow_mutation smart_union json_schema_serialization_defaults_required"
  ).split(" "),
);

/** Configuration of a model: its own over its bases', class keywords over `model_config`. */
export function modelConfig(reader: TypeReader, cls: ClassValue): ModelConfig {
  const options = new Map<string, Value>();
  for (const base of resolutionOrder(reader.evaluation, cls).toReversed()) {
    if (base.kind === "external" && base.name === "pydantic_settings.BaseSettings") {
      options.set("extra", { kind: "str", value: "forbid" });
      options.set("arbitrary_types_allowed", { kind: "bool", value: true });
    }
    if (base.kind === "class") for (const [name, value] of ownOptions(reader, base)) options.set(name, value);
  }
  return configOf(options);
}

/** Options of a `ConfigDict(...)` or dictionary. */
export function configFrom(value: Value | undefined): ModelConfig {
  return configOf(value ? new Map(optionsOf(value)) : new Map());
}

function ownOptions(reader: TypeReader, cls: ClassValue): [string, Value][] {
  const { evaluation } = reader;
  const scope = classScope(evaluation, cls);
  const options: [string, Value][] = [];
  if (binds(cls.block, "model_config")) {
    options.push(...optionsOf(evaluation.lookup("model_config", scope)));
  }
  if (binds(cls.block, "Config")) {
    const config = evaluation.lookup("Config", scope);
    if (config.kind !== "class") throw new TypeUnknown("`Config` isn't a class");
    for (const { name } of config.block.bindings) {
      options.push([name, evaluation.lookup(name, classScope(evaluation, config))]);
    }
  }
  for (const name of ["extra", "title", "alias_generator", "arbitrary_types_allowed", "json_schema_extra"]) {
    const given = keywordOf(evaluation, cls, name);
    if (given) options.push([name, given]);
  }
  return options;
}

function optionsOf(value: Value): [string, Value][] {
  if (value.kind === "dict") {
    return value.entries.map(([key, entry]) => [key.kind === "str" ? key.value : "", entry]);
  }
  const isConfig =
    value.kind === "instance" && value.of.kind === "external" && /ConfigDict$/.test(value.of.name);
  if (!isConfig) throw new TypeUnknown("the model's configuration isn't known");
  return [...value.keywords];
}

function configOf(options: ReadonlyMap<string, Value>): ModelConfig {
  const known: Record<string, true> = {
    title: true,
    extra: true,
    json_schema_extra: true,
    arbitrary_types_allowed: true,
    alias_generator: true,
    validate_by_alias: true,
    use_attribute_docstrings: true,
  };
  for (const [name, value] of options) {
    if (!(name in known) && !ignored.has(name) && value.kind !== "none") {
      throw new TypeUnknown(`the option \`${name}\` of a model isn't understood`);
    }
  }
  if (truth(options.get("use_attribute_docstrings"))) {
    throw new TypeUnknown("descriptions are taken from docstrings of attributes");
  }
  return {
    title: textOption(options.get("title"), "title"),
    extra: textOption(options.get("extra"), "extra"),
    schemaExtra: extraOf(options.get("json_schema_extra")),
    arbitraryTypes: truth(options.get("arbitrary_types_allowed")) ?? false,
    byAlias: truth(options.get("validate_by_alias")) ?? true,
    aliasOf: aliasGenerator(options.get("alias_generator")),
  };
}

function truth(value: Value | undefined): boolean | undefined {
  if (!value) return undefined;
  const known = truthOf(value);
  if (known === undefined) throw new TypeUnknown("an option of a model isn't known");
  return known;
}

function textOption(value: Value | undefined, name: string): string | undefined {
  if (!value || value.kind === "none") return undefined;
  if (value.kind === "str") return value.value;
  // `Extra.allow` of pydantic 1's time.
  if (value.kind === "external" && /^pydantic\.(Extra\.|config\.Extra\.)/.test(value.name)) {
    return value.name.split(".").at(-1);
  }
  throw new TypeUnknown(`the option \`${name}\` of a model isn't known`);
}

function aliasGenerator(value: Value | undefined): (field: string) => string | undefined {
  if (!value || value.kind === "none") return () => undefined;
  if (value.kind === "external") {
    const generator = generators[value.name];
    if (generator) return generator;
  }
  throw new TypeUnknown("the aliases of a model are made by a function");
}

/** `pydantic.alias_generators` */
const generators: Record<string, (field: string) => string> = {
  "pydantic.alias_generators.to_pascal": toPascal,
  "pydantic.alias_generators.to_camel": toCamel,
  "pydantic.alias_generators.to_snake": toSnake,
};

function toPascal(snake: string): string {
  const title = snake.replace(
    /[A-Za-z]+/g,
    (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
  );
  return title.replace(/([0-9A-Za-z])_(?=[0-9A-Z])/g, "$1");
}

function toCamel(snake: string): string {
  if (/^[a-z]+[A-Za-z0-9]*$/.test(snake) && !/\d[a-z]/.test(snake)) return snake;
  return toPascal(snake).replace(/(^_*[A-Z])/, (start) => start.toLowerCase());
}

function toSnake(camel: string): string {
  return camel
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/([0-9])([A-Z])/g, "$1_$2")
    .replace(/([a-z])([0-9])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}
