import type { DeploymentCreate, DeploymentUpdate } from "#prefect-api";
import type { DeploymentFields } from "#prefect-project";

/** A field of a deployment that a file decides, under the server's name. */
export type DeploymentField = keyof DeploymentFields & keyof DeploymentCreate & keyof DeploymentUpdate;

/** What the API takes for each of them, to make a deployment and to change one. */
export type FieldValues = { [Field in DeploymentField]: Exclude<DeploymentUpdate[Field], undefined> };

/** What the server holds of each: it leaves more of a deployment empty than a file can. */
export type LiveFields = { [Field in DeploymentField]: FieldValues[Field] | null } & { paused: boolean };

/** A change of one of these fields. */
export type FieldChangeOf<Field extends DeploymentField> = {
  [Name in Field]: {
    field: Name;
    /** Null also where there is no deployment yet. */
    before: LiveFields[Name] | null;
    after: FieldValues[Name];
  };
}[Field];

/** A change of any field, with values of that field's own type: what is made of it fits the API. */
export type FieldChange = FieldChangeOf<DeploymentField>;

/** The change that makes a field what a file wants. */
export function fieldChange<Field extends DeploymentField>(
  field: Field,
  before: LiveFields | null,
  after: FieldValues,
): FieldChangeOf<Field> {
  return { field, before: before?.[field] ?? null, after: after[field] };
}

/** The fields that changes write, as a request takes them. */
export function writtenFields(changes: readonly FieldChange[]): Partial<FieldValues> {
  const fields: Partial<FieldValues> = {};
  for (const change of changes) setField(fields, change);
  return fields;
}

function setField<Field extends DeploymentField>(
  fields: Partial<FieldValues>,
  { field, after }: FieldChangeOf<Field>,
): void {
  fields[field] = after;
}
