import type { Value } from "../evaluate/values.ts";
import type { Parameter } from "../syntax/parameters.ts";
import { anyCoreSchema, type CoreSchema, simple } from "./core-schemas/core-schema.ts";

/**
 * `*args: T` and `**kwargs: T` as Prefect has them since 3.9: a list and a dictionary of T, empty unless given
 * (`process_v2_params` of `prefect._internal.pydantic.v2_schema`). Undefined for any other parameter.
 */
export interface Variadic {
  type: Value;
  default: Value;
  /** Where nothing tells what T is. */
  ofAnything: CoreSchema;
}

export function variadicOf({ kind }: Parameter, annotation: Value | undefined): Variadic | undefined {
  const item = annotation ?? external("typing.Any");
  if (kind === "args") {
    return {
      type: { kind: "generic", origin: external("builtins.list"), args: [item] },
      default: { kind: "list", items: [] },
      ofAnything: { kind: "array", core: "list", items: anyCoreSchema, unique: false, constraints: {} },
    };
  }
  if (kind !== "kwargs") return undefined;
  const text = external("builtins.str");
  return {
    type: { kind: "generic", origin: external("builtins.dict"), args: [text, item] },
    default: { kind: "dict", entries: [] },
    ofAnything: {
      kind: "dict",
      core: "dict",
      keys: simple("str", { type: "string" }),
      values: anyCoreSchema,
      constraints: {},
    },
  };
}

const external = (name: string): Value => ({ kind: "external", name });
