import { OWNED_TAG } from "#deployment-plan";
import { type Json, same } from "#json";
import type { FieldDifference } from "./finding.ts";
import type { NamedDifference } from "./named-differences.ts";
import type { StoredDeployment } from "./stored-state.ts";

export interface Comparison {
  named: NamedDifference[];
  fields: FieldDifference[];
}

/**
 * Compares what `prefect deploy` and ours stored of one deployment, field by field.
 *
 * @param approximate parameters whose schema ours reported as approximate
 */
export function compareStored(
  theirs: StoredDeployment,
  ours: StoredDeployment,
  approximate: ReadonlySet<string>,
): Comparison {
  const named = new Set<NamedDifference>();
  const fields: FieldDifference[] = [];
  const note = (field: string, one: Json = null, other: Json = null) => {
    if (same(one, other)) return;
    const name = nameOf(field, one, other, approximate);
    if (name) named.add(name);
    else fields.push({ field, theirs: one, ours: other });
  };
  for (const field of new Set([...Object.keys(theirs.deployment), ...Object.keys(ours.deployment)])) {
    note(field, theirs.deployment[field], ours.deployment[field]);
  }
  note("schedules", theirs.schedules, ours.schedules);
  note("automations", theirs.automations, ours.automations);
  return { named: [...named], fields };
}

function nameOf(
  field: string,
  theirs: unknown,
  ours: unknown,
  approximate: ReadonlySet<string>,
): NamedDifference | undefined {
  switch (field) {
    case "description":
      return theirs === "None" && ours === null ? "Missing descriptions" : undefined;
    case "automations":
      return same(withOwnedTag(theirs as object[]), ours) ? "Triggers" : undefined;
    case "parameter_openapi_schema":
      return differingParts(theirs as Schema, ours as Schema).every((part) => approximate.has(part))
        ? "Approximate parameter schemas"
        : undefined;
  }
}

function withOwnedTag(automations: object[]): object[] {
  return automations.map((automation) => ({ ...automation, tags: [OWNED_TAG] }));
}

type Schema = { [key: string]: unknown } | null;

/** The parameters whose schemas differ; other keys, in angle brackets, where those do and no parameter does. */
function differingParts(theirs: Schema, ours: Schema): string[] {
  const properties = differingKeys(theirs?.properties as Schema, ours?.properties as Schema);
  const others = differingKeys(theirs, ours).filter((key) => key !== "properties");
  // Definitions are those of the parameters.
  const own = others.filter((key) => key !== "definitions" || properties.length === 0);
  const required = own.includes("required") ? differingRequired(theirs, ours) : [];
  return [...properties, ...required, ...own.filter((key) => key !== "required").map((key) => `<${key}>`)];
}

function differingKeys(theirs: Schema | undefined, ours: Schema | undefined): string[] {
  const keys = new Set([...Object.keys(theirs ?? {}), ...Object.keys(ours ?? {})]);
  return [...keys].filter((key) => !same(theirs?.[key], ours?.[key]));
}

function differingRequired(theirs: Schema, ours: Schema): string[] {
  const [one = [], other = []] = [theirs, ours].map((schema) => (schema?.required ?? []) as string[]);
  return [...one.filter((name) => !other.includes(name)), ...other.filter((name) => !one.includes(name))];
}
