import { classScope, resolutionOrder } from "../../evaluate/classes.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import { anyCoreSchema, type CoreSchema, TypeUnknown } from "../core-schemas/core-schema.ts";
import type { TypeContext, TypeReader } from "../types/type-reader.ts";

/** A `@field_validator` that changes what the schema shows. */
export interface FieldValidator {
  fields: string[];
  mode: string;
  /** `json_schema_input_type` */
  input: Value | undefined;
}

/** Validators of a model and its bases that JSON schema shows: plain ones, and those that name an input type. */
export function fieldValidators(reader: TypeReader, cls: ClassValue): FieldValidator[] {
  const { evaluation } = reader;
  const validators: FieldValidator[] = [];
  for (const base of resolutionOrder(evaluation, cls)) {
    if (base.kind !== "class") continue;
    for (const { definition, offset } of base.block.bindings) {
      if (definition.kind !== "function") continue;
      for (const decorator of definition.decorators) {
        const [expression] = decorator.namedChildren;
        if (!expression || !/validator|wraps|json_schema/.test(expression.text)) continue;
        const value = evaluation.evaluateNode(expression, classScope(evaluation, base, offset));
        const read = validatorOf(value);
        if (read) validators.push(read);
      }
    }
  }
  return validators;
}

function validatorOf(value: Value): FieldValidator | undefined {
  if (value.kind !== "instance" || value.of.kind !== "external") return undefined;
  if (value.of.name !== "pydantic.field_validator") return undefined;
  const given = value.keywords.get("mode");
  const mode = given?.kind === "str" ? given.value : "after";
  const input = value.keywords.get("json_schema_input_type");
  if (mode !== "plain" && !input) return undefined;
  const fields = value.args.flatMap((arg) => (arg.kind === "str" ? [arg.value] : []));
  return { fields, mode, input };
}

export function withValidators(
  reader: TypeReader,
  coreSchema: CoreSchema,
  validators: readonly FieldValidator[],
  field: string,
  context: TypeContext,
): CoreSchema {
  return validators
    .filter(({ fields }) => fields.includes(field) || fields.includes("*"))
    .reduce((current: CoreSchema, { mode, input }) => {
      if (mode === "plain" || input) {
        const inner = input ? reader.read(input, context) : anyCoreSchema;
        return { kind: "wrapped", core: "function-plain", inner, updates: {} };
      }
      if (!current) throw new TypeUnknown("a validator isn't understood");
      return current;
    }, coreSchema);
}
