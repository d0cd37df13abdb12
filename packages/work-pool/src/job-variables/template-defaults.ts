import { isObject, type Json, type JsonObject } from "#json";
import { compileSchema } from "#json-schema";
import type { Template } from "../template/template.ts";
import { ServerFails, withoutRequired } from "./server-schema.ts";

/** What the blocks that a template's defaults name hold, by id; undefined for one that is gone. */
export type Blocks = ReadonlyMap<string, Json | undefined>;

/** The defaults of a template as the server takes them. */
export interface TemplateDefaults {
  values: JsonObject;
  /** Whether some were left out since they don't fit: then the server asks for nothing that is required. */
  someInvalid: boolean;
}

/** Ids of the blocks that defaults of a template name. */
export function blockIdsOf(template: Template): string[] {
  const defaults = Object.values(propertiesOf(template)).map((schema) => isObject(schema) && schema.default);
  return [...new Set(defaults.flatMap((value) => blockIdOf(value) ?? []))];
}

/**
 * `_get_base_config_defaults` of `prefect.server.api.validation`: each default by itself has to fit.
 *
 * @throws ServerFails where the server can't tell, such as for a block that is gone
 */
export function defaultsOf(template: Template, variables: JsonObject, blocks: Blocks): TemplateDefaults {
  const all = Object.entries(allDefaultsOf(template, blocks));
  if (all.length === 0) return { values: {}, someInvalid: false };
  const check = compileSchema(withoutRequired(variables), { formats: true });
  const valid = all.filter(([name, value]) => check({ [name]: value }).length === 0);
  return { values: Object.fromEntries(valid), someInvalid: valid.length < all.length };
}

/**
 * Every default of a template, whether it fits or not.
 *
 * @throws ServerFails as {@link defaultsOf} does
 */
export function allDefaultsOf(template: Template, blocks: Blocks): JsonObject {
  const values: JsonObject = {};
  for (const [name, schema] of Object.entries(propertiesOf(template))) {
    if (!isObject(schema)) throw new ServerFails(`the schema of ${name} is no object`);
    if (!("default" in schema)) continue;
    const value = resolved(name, schema.default ?? null, blocks);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** A default with the block that it names; undefined where that is not known. */
function resolved(name: string, value: Json, blocks: Blocks): Json | undefined {
  if (!isObject(value) || !("$ref" in value)) return value;
  if (!isObject(value.$ref)) throw new ServerFails(`the default of ${name} names no block`);
  const id = blockIdOf(value);
  if (id === undefined || !blocks.has(id)) return undefined;
  const block = blocks.get(id);
  if (block === undefined) throw new ServerFails(`the block that is the default of ${name} is gone`);
  return block;
}

function blockIdOf(value: Json | undefined): string | undefined {
  if (!isObject(value) || !isObject(value.$ref)) return undefined;
  const { block_document_id: id } = value.$ref;
  return typeof id === "string" ? id : undefined;
}

function propertiesOf({ variables }: Template): JsonObject {
  const properties = isObject(variables) ? variables.properties : undefined;
  return isObject(properties) ? properties : {};
}
