import type { Interpreter } from "../evaluate/interpreter.ts";
import type { FlowValue } from "../evaluate/values.ts";
import type { ApproximateParameter, Json, ParameterSchema } from "../flow-reading.ts";
import { readParameters } from "../syntax/parameters.ts";

/** Parameter schema of a flow, and the parameters whose schema the source doesn't tell exactly. */
export interface SchemaReading {
  schema: ParameterSchema;
  approximate: ApproximateParameter[];
}

/** The schema that `prefect.utilities.callables.parameter_schema` makes of the imported flow. */
export function readParameterSchema(interpreter: Interpreter, flow: FlowValue): SchemaReading {
  const properties: { [name: string]: Json } = {};
  const required: string[] = [];
  const approximate: ApproximateParameter[] = [];
  for (const [position, parameter] of readParameters(flow.fn.node).entries()) {
    if (parameter.name === "self" || parameter.name === "cls") continue;
    properties[parameter.name] = { title: parameter.name, position };
    if (!parameter.default) required.push(parameter.name);
    if (parameter.annotation)
      approximate.push({ parameter: parameter.name, reason: "its type isn't read yet" });
  }
  void interpreter;
  return {
    schema: {
      title: "Parameters",
      type: "object",
      properties,
      ...(required.length > 0 ? { required } : {}),
      definitions: {},
    },
    approximate,
  };
}
