import { type Json, jsonText } from "#json";
import type { Path, Problem } from "../model/coerce.ts";
import type { DeploymentFields } from "./desired-deployment.ts";
import { checkParameters, unknownParameters } from "./parameter-check.ts";
import { type Part, type Placed, part } from "./part.ts";

type Parameters = { [name: string]: Json };
type ParameterFields = Pick<
  DeploymentFields,
  "parameters" | "parameter_openapi_schema" | "enforce_parameter_schema"
>;

/**
 * What is wrong with the parameters that a deployment, its schedules and its triggers give to the flow. The server
 * refuses a deployment's own under an enforced schema; all else fails when a run begins.
 */
export function parameterFindings(
  fields: ParameterFields,
  schedules: readonly Placed<Parameters>[],
  triggers: readonly Placed<Parameters>[],
): Part<null> {
  const schema = fields.parameter_openapi_schema;
  const own = checkParameters(fields.parameters, fields.enforce_parameter_schema ? schema : {});
  const others = [
    ...schedules.map((one) => ({ ...one, checked: one.value })),
    // A value with a template in it is known when the trigger fires.
    ...triggers.map((one) => ({ ...one, checked: withoutTemplates(one.value) })),
  ];
  return part(null, {
    problems: own.faults.map(({ parameter, message }) => ({
      path: parameter === undefined ? ["parameters"] : ["parameters", parameter],
      code: "parameter-invalid",
      message,
      fix: "Change the value, or write `enforce_parameter_schema: false`.",
    })),
    warnings: [
      ...unknown(fields.parameters, schema, ["parameters"]),
      ...others.flatMap(({ path, value, checked }) => [
        ...unknown(value, schema, [...path, "parameters"]),
        ...unfit(checked, fields, [...path, "parameters"]),
      ]),
    ],
    notes: own.unchecked.map(
      (pattern) =>
        `Its parameters are not checked against the pattern ${JSON.stringify(pattern)}, which RE2 does not know.`,
    ),
  });
}

function unknown(parameters: Parameters, schema: Parameters, path: Path): Problem[] {
  return unknownParameters(parameters, schema).map(({ given, meant }) => ({
    path: [...path, given],
    code: "parameter-unknown",
    message: `The flow has no parameter ${given}: every run with it fails.`,
    fix: meant === undefined ? "Take it out, or give it to the flow." : `Did you mean ${meant}?`,
  }));
}

/** Parameters that a run would be refused for. */
function unfit(parameters: Parameters, fields: ParameterFields, path: Path): Problem[] {
  if (!fields.enforce_parameter_schema || Object.keys(parameters).length === 0) return [];
  return checkParameters(parameters, fields.parameter_openapi_schema).faults.flatMap(
    ({ parameter, message }) =>
      // A schema that is none is told with the deployment's own parameters.
      parameter === undefined
        ? []
        : [{ path: [...path, parameter], code: "parameter-invalid", message, fix: "Change the value." }],
  );
}

function withoutTemplates(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => !/\{\{|\{%|"__prefect_kind"/.test(jsonText(value))),
  );
}
