import { FaultError, type Location } from "#diagnostics";
import type { Json } from "#json";
import { cleanDocstring } from "../docstrings/docstring.ts";
import { docstringParameters } from "../docstrings/docstring-parameters.ts";
import { resolutionOrder } from "../evaluate/classes.ts";
import { docstringOf } from "../evaluate/docstrings.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { type FlowValue, none, type Value } from "../evaluate/values.ts";
import type { ApproximateParameter, ParameterSchema } from "../flow-reading.ts";
import { type Parameter, readParameters } from "../syntax/parameters.ts";
import { readAnnotations } from "./annotations.ts";
import {
  anyCoreSchema,
  type CoreSchema,
  type Field,
  NoSchema,
  Refused,
  TypeUnknown,
} from "./core-schemas/core-schema.ts";
import { encodeDefault } from "./defaults/defaults.ts";
import {
  extraOf,
  type FieldInfo,
  fieldInfoOf,
  hasDefault,
  mergeFieldInfos,
  schemaExtra,
  schemaUpdates,
  shownDefault,
} from "./fields/field-info.ts";
import { GenerateSchema } from "./generate-schema.ts";
import { encodeInstance } from "./instances.ts";
import { JsonSchemaGenerator } from "./json-schema/json-schema.ts";
import { withDiscriminator, withMetadata } from "./types/annotated.ts";
import type { TypeContext, TypeReader } from "./types/type-reader.ts";
import { variadicOf } from "./variadic.ts";

/** Parameter schema of a flow, and the parameters whose schema the source doesn't tell exactly. */
export interface SchemaReading {
  schema: ParameterSchema;
  approximate: ApproximateParameter[];
}

/**
 * The schema that `prefect.utilities.callables.parameter_schema` makes of the imported flow. A parameter that the
 * source doesn't tell is treated as Prefect treats it without the flow's requirements: no annotation where that
 * isn't known, null where the default isn't. Throws a FaultError for parameters that Prefect refuses.
 */
export function readParameterSchema(
  evaluation: Evaluation,
  flow: FlowValue,
  pythonMinor: number | undefined,
): SchemaReading {
  const reader = new GenerateSchema(evaluation, pythonMinor);
  const encode = (value: Value): Json | undefined =>
    encodeDefault(value, (instance) => encodeInstance(reader, instance));
  const docstring = docstringOf(flow.fn.node);
  const descriptions = docstringParameters(docstring.kind === "str" ? cleanDocstring(docstring.value) : "");
  const parameters = readParameters(flow.fn.node);
  const { annotations, context } = readAnnotations(evaluation, flow.fn, parameters);
  const old = annotations.some((annotation) => annotation && isOfPydantic1(evaluation, annotation));
  const { file } = flow.fn.module;
  const approximate: ApproximateParameter[] = [];
  const fields: Field[] = [];
  for (const [position, parameter] of parameters.entries()) {
    if (parameter.name === "self" || parameter.name === "cls") continue;
    refuse(flow, parameter);
    const reasons = new Set<string>();
    const doubt = flow.doubt ?? flow.fn.doubt;
    if (doubt) reasons.add(doubt);
    if (docstring.kind === "unknown") reasons.add(docstring.reason);
    if (old)
      reasons.add("a parameter's type is one of pydantic 1, for which Prefect makes another kind of schema");
    const at = <T>(read: () => T): T => evaluation.budget.at(file, parameter.node, read);
    const variadic = variadicOf(parameter, annotations[position]);
    const value = variadic?.default ?? at(() => defaultOf(evaluation, flow, parameter, encode, reasons));
    const description = descriptions.get(parameter.name);
    const annotation = variadic?.type ?? annotations[position];
    const unknown = variadic?.ofAnything ?? anyCoreSchema;
    const parts = {
      ...{ file, parameter, position, value, description, annotation, unknown, context, encode, reasons },
    };
    fields.push(at(() => fieldOf(reader, parts)));
    for (const reason of reasons) approximate.push({ parameter: parameter.name, reason });
  }
  const generator = new JsonSchemaGenerator(encode);
  const { json, definitions } = generator.finish(generator.object(fields));
  const { properties, required } = json as { properties: { [name: string]: Json }; required?: string[] };
  return {
    schema: {
      title: "Parameters",
      type: "object",
      properties,
      ...(required ? { required } : {}),
      ...(Object.keys(definitions).length > 0 ? { definitions } : {}),
    },
    approximate,
  };
}

interface ParameterParts {
  file: string;
  parameter: Parameter;
  position: number;
  /** Its default; undefined for a required one. */
  value: Value | undefined;
  description: string | undefined;
  annotation: Value | undefined;
  /** What it is where its type is not known. */
  unknown: CoreSchema;
  context: TypeContext;
  encode: (value: Value) => Json | undefined;
  /** Why it is approximate; filled here. */
  reasons: Set<string>;
}

function fieldOf(reader: TypeReader, parts: ParameterParts): Field {
  const assigned = assignedInfo(parts);
  try {
    const field = typedField(reader, parts, assigned);
    // A type that can't be shown shows up only here.
    new JsonSchemaGenerator(parts.encode).object([field]);
    return field;
  } catch (error) {
    if (error instanceof Refused) {
      throw new FaultError({
        code: "flow-import-failed",
        message: `The type of the parameter \`${parts.parameter.name}\` can't be imported: ${error.message}`,
        location: locationOf(parts.file, parts.parameter),
        fix: error.fix,
      });
    }
    if (error instanceof TypeUnknown) parts.reasons.add(error.message);
    else if (!(error instanceof NoSchema)) throw error;
    return makeField(parts, parts.unknown, mergeFieldInfos([], assigned));
  }
}

function typedField(reader: TypeReader, parts: ParameterParts, assigned: FieldInfo): Field {
  const { annotation, context } = parts;
  if (!annotation) return makeField(parts, anyCoreSchema, mergeFieldInfos([], assigned));
  const metadata: Value[] = [];
  let type = annotation;
  for (;;) {
    if (type.kind === "str") type = context.resolve(type.value);
    if (type.kind !== "generic" || type.origin.kind !== "external" || type.origin.name !== "typing.Annotated")
      break;
    metadata.unshift(...type.args.slice(1));
    type = type.args[0] ?? none;
  }
  const info = mergeFieldInfos(metadata, assigned);
  const coreSchema = withDiscriminator(reader.read(type, context), info);
  return makeField(parts, withMetadata(reader, coreSchema, info.metadata, context), info);
}

function makeField(parts: ParameterParts, coreSchema: CoreSchema, info: FieldInfo): Field {
  const inner: CoreSchema = hasDefault(info)
    ? { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) }
    : coreSchema;
  return {
    name: parts.parameter.name,
    coreSchema: inner,
    required: !hasDefault(info),
    updates: schemaUpdates(info),
    extra: schemaExtra(info),
  };
}

/** The `Field(...)` that Prefect makes of a parameter (`process_v2_params`). */
function assignedInfo(parts: ParameterParts): FieldInfo {
  const { parameter, position, value, description } = parts;
  const existing = value && fieldInfoOf(value);
  const own = existing?.attributes.get("description");
  const extra = existing?.attributes.get("json_schema_extra");
  if (own?.kind === "unknown") parts.reasons.add(own.reason);
  const attributes = new Map<string, Value>([
    ["title", { kind: "str", value: parameter.name }],
    [
      "description",
      own?.kind === "str" && own.value !== ""
        ? own
        : description === undefined
          ? none
          : { kind: "str", value: description },
    ],
    ["alias", none],
    ["json_schema_extra", withPosition(extra, position, parts.reasons)],
  ]);
  const default_ = existing ? existing.attributes.get("default") : value;
  if (default_ && default_.kind !== "ellipsis") attributes.set("default", default_);
  return { attributes, metadata: [] };
}

/** A position that the parameter's own `json_schema_extra` gives stays. */
function withPosition(extra: Value | undefined, position: number, reasons: Set<string>): Value {
  const key = { kind: "str", value: "position" } as const;
  const own = extra?.kind === "dict" ? extra.entries : [];
  try {
    extraOf(extra?.kind === "dict" ? extra : undefined);
  } catch (error) {
    if (!(error instanceof TypeUnknown)) throw error;
    reasons.add(error.message);
    return { kind: "dict", entries: [[key, { kind: "int", value: BigInt(position) }]] };
  }
  return { kind: "dict", entries: [[key, { kind: "int", value: BigInt(position) }], ...own] };
}

/** A parameter's default; null where it isn't known. */
function defaultOf(
  evaluation: Evaluation,
  flow: FlowValue,
  parameter: Parameter,
  encode: (value: Value) => Json | undefined,
  reasons: Set<string>,
): Value | undefined {
  if (!parameter.default) return undefined;
  const value = evaluation.evaluateNode(parameter.default, flow.fn.scope);
  const info = fieldInfoOf(value);
  const shown = info ? info.attributes.get("default") : value;
  if (!shown || shown.kind === "ellipsis") return value;
  try {
    encode(shown);
    return value;
  } catch (error) {
    if (!(error instanceof TypeUnknown)) throw error;
    reasons.add(error.message);
    return none;
  }
}

/** One such type decides for all parameters (`prefect._internal.pydantic.v1_schema.has_v1_type_as_param`). */
function isOfPydantic1(evaluation: Evaluation, type: Value): boolean {
  if (type.kind === "generic") return type.args.some((arg) => isOfPydantic1(evaluation, arg));
  if (type.kind === "union") return type.members.some((member) => isOfPydantic1(evaluation, member));
  const classes = type.kind === "class" ? resolutionOrder(evaluation, type) : [type];
  return classes.some((one) => one.kind === "external" && one.name.startsWith("pydantic.v1."));
}

const reserved = new Set(["return_state", "wait_for", "Config"]);

function refuse(flow: FlowValue, parameter: Parameter): void {
  const location = locationOf(flow.fn.module.file, parameter);
  if (parameter.name.startsWith("_")) {
    throw new FaultError({
      code: "parameter-refused",
      message: `The parameter \`${parameter.name}\` begins with an underscore, which Prefect refuses.`,
      location,
      fix: "Rename it.",
    });
  }
  if (reserved.has(parameter.name)) {
    throw new FaultError({
      code: "parameter-refused",
      message: `The parameter \`${parameter.name}\` has a name that Prefect or pydantic keeps for itself.`,
      location,
      fix: "Rename it.",
    });
  }
}

function locationOf(file: string, parameter: Parameter): Location {
  const { row, column } = parameter.node.startPosition;
  return { file, line: row + 1, column: column + 1 };
}
