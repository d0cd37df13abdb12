import type { Json, JsonObject } from "#json";
import type { Value } from "../../evaluate/values.ts";

/**
 * A type as pydantic understands it, before it becomes JSON schema: what pydantic calls a core schema, with only
 * what JSON schema shows. `core` names pydantic-core's schema type, since that decides which constraints a type
 * takes and whether a field of it gets a title.
 */
export type CoreSchema =
  /** Its JSON schema is fixed but for constraints. */
  | { kind: "simple"; core: string; json: JsonObject; constraints: Constraints }
  | { kind: "number"; core: "decimal" | "fraction"; constraints: Constraints }
  | { kind: "array"; core: string; items: CoreSchema; unique: boolean; constraints: Constraints }
  | { kind: "tuple"; core: "tuple"; items: CoreSchema[]; variadic: boolean; constraints: Constraints }
  | { kind: "dict"; core: string; keys: CoreSchema; values: CoreSchema; constraints: Constraints }
  | { kind: "literal"; core: "literal"; expected: Json[] }
  | { kind: "union"; core: "union"; choices: CoreSchema[] }
  | { kind: "tagged"; core: "tagged-union"; discriminator: string; choices: [string, CoreSchema][] }
  | { kind: "nullable"; core: "nullable"; inner: CoreSchema }
  | { kind: "default"; core: "default"; inner: CoreSchema; default: Value | undefined }
  /** JSON text of another type (`pydantic.Json[T]`). */
  | { kind: "json"; core: "json"; content: CoreSchema }
  /** Something else around a core schema: a validator, with what it adds to the JSON schema. */
  | { kind: "wrapped"; core: string; inner: CoreSchema; updates: JsonObject }
  /** A type that has no JSON schema: a union leaves it out, anything else is refused. */
  | { kind: "invalid"; core: string; reason: string }
  | { kind: "definition"; core: "definition-ref"; definition: Definition };

export type Constraints = Readonly<Record<string, Json>>;

/** A type that stands in `definitions` under a name of its own. */
export interface Definition {
  /** `Model`, `Model_int_`: the name that is taken unless another type has it, too. */
  shortName: string;
  /** `package__module__Model` */
  longName: string;
  /** pydantic-core's type behind it, which decides whether it can be strict. */
  core: string;
  /** Set once its fields are known; a recursive type refers to itself before that. */
  body: DefinitionBody | undefined;
}

export type DefinitionBody =
  | { kind: "schema"; coreSchema: CoreSchema; updates?: JsonObject }
  | { kind: "enum"; json: JsonObject }
  | { kind: "object"; fields: Field[]; updates: JsonObject; extra: JsonObject }
  | { kind: "named-tuple"; fields: Field[] }
  /** The JSON schema as a whole, with definitions of its own. */
  | { kind: "fixed"; json: JsonObject; definitions: { [name: string]: Json } };

/** A field of a model, dataclass, TypedDict or named tuple. */
export interface Field {
  /** The key in the JSON schema: the alias where there is one. */
  name: string;
  coreSchema: CoreSchema;
  required: boolean;
  /** `title`, `description`, `examples`, `deprecated` of its `Field(...)`. */
  updates: JsonObject;
  /** `json_schema_extra` */
  extra: JsonObject;
}

/** JSON schema of a type as Prefect gave it, and the definitions it refers to. */
export interface FixedType {
  json: JsonObject;
  definitions?: { [name: string]: Json };
}

/** pydantic has no schema for the type (its TypeError or ValueError): Prefect then takes `Any`. */
export class NoSchema extends Error {}

/** pydantic refuses the type in a way that Prefect doesn't catch: the flow can't be imported. */
export class Refused extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** The source doesn't tell what the type is: the parameter is reported as approximate. */
export class TypeUnknown extends Error {}

export const anyCoreSchema: CoreSchema = simple("any", {});

export function simple(core: string, json: JsonObject): CoreSchema {
  return { kind: "simple", core, json, constraints: {} };
}
