import type { FlowReading, ParameterSchema } from "#flow-source";
import { same } from "#json";

/** A parameter of which the source tells something else than the flow itself. */
export interface SchemaDifference {
  /** The parameter; a model's name where only that differs; `required` for which of them are. */
  what: string;
  kind: "parameter" | "model" | "required";
  /** Whether the source was known not to tell it exactly. */
  isKnown: boolean;
}

/** What differs between the schema that the source tells and the flow's own. */
export function schemaDifferences(
  source: Pick<FlowReading, "parameterSchema" | "approximate">,
  own: ParameterSchema,
): SchemaDifference[] {
  const known = new Set(source.approximate.map(({ parameter }) => parameter));
  const { parameterSchema: told } = source;
  const parameters = differing(told.properties, own.properties).map((what) => ({
    ...{ what, kind: "parameter" as const, isKnown: known.has(what) },
  }));
  const models = differing(told.definitions ?? {}, own.definitions ?? {}).map((what) => ({
    ...{ what, kind: "model" as const, isKnown: known.size > 0 },
  }));
  const required = [told.required ?? [], own.required ?? []].map((names) => [...names].sort());
  return [
    ...parameters,
    ...models,
    ...(same(required[0] ?? [], required[1] ?? [])
      ? []
      : [{ what: "required", kind: "required" as const, isKnown: known.size > 0 }]),
  ];
}

function differing(one: ParameterSchema["properties"], other: ParameterSchema["properties"]): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => {
    const [a, b] = [one[name], other[name]];
    return a === undefined || b === undefined || !same(a, b);
  });
}
