import { leafChanges, type ShownDeployment, type ShownFieldChange } from "#deployment-plan";
import { isNumber, isObject, type Json, type JsonObject, jsonText } from "#json";
import { type IsShown, withoutHidden } from "./hidden-values.ts";

/** One value before and after, hidden parts taken out. */
export interface ValueRow {
  /** `job_variables.image` */
  name: string;
  /** Undefined where there is none. */
  before: Json | undefined;
  after: Json | undefined;
  /** True where the two differ in what is hidden alone. */
  differsHidden: boolean;
}

/** What changes of a deployment's fields, value by value. */
export function changedValues(changes: readonly ShownFieldChange[], isShown: IsShown): ValueRow[] {
  return changes.flatMap(({ field, before, after }) => {
    const whole = { path: field, before: before ?? undefined, after: after ?? undefined };
    const leaves = field === "tags" ? [whole] : changedLeaves(whole);
    return leaves.map((leaf) => valueRow(leaf.path, leaf.before, leaf.after, isShown));
  });
}

/** Every field of a new deployment that says something. */
export function newValues({ changes }: ShownDeployment, isShown: IsShown): ValueRow[] {
  return changes.flatMap(({ field, after }) => {
    if (field === "parameter_openapi_schema") return parametersOfFlow(after);
    if (field === "paused" && after === false) return [];
    const leaves = field === "tags" ? [{ path: field, after }] : leavesOf(field, after);
    return leaves
      .filter((leaf) => !isEmpty(leaf.after ?? null))
      .map((leaf) => valueRow(leaf.path, undefined, leaf.after, isShown));
  });
}

/** A row of two values as they are, hidden parts taken out. */
export function valueRow(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  isShown: IsShown,
  name = path,
): ValueRow {
  const [old, now] = [before, after].map((value) =>
    value === undefined ? undefined : withoutHidden(path, value, isShown),
  );
  const differsHidden = old !== undefined && now !== undefined && jsonText(old) === jsonText(now);
  return { name, before: old, after: now, differsHidden };
}

interface Leaf {
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** The innermost values that differ, also of what one side lacks, and step by step of lists that grow. */
export function changedLeaves({ path, before, after }: Leaf): Leaf[] {
  return leafChanges(path, before, after).flatMap((leaf) => {
    const sides = [leaf.before, leaf.after].filter((side) => side !== undefined && side !== null);
    if (sides.every(isListOfObjects)) {
      const [old, now] = [leaf.before, leaf.after].map((side) => (Array.isArray(side) ? side : []));
      const length = Math.max(old?.length ?? 0, now?.length ?? 0);
      return Array.from({ length }, (_, index) => index).flatMap((index) =>
        changedLeaves({ path: `${leaf.path}[${index}]`, before: old?.[index], after: now?.[index] }),
      );
    }
    if (sides.length !== 1 || !sides.every(isFilledObject)) return [leaf];
    const isNew = leaf.before === undefined || leaf.before === null;
    return leavesOf(leaf.path, sides[0] ?? null).map(({ path: inner, after: value }) => ({
      path: inner,
      before: isNew ? undefined : value,
      after: isNew ? value : undefined,
    }));
  });
}

function leavesOf(path: string, value: Json): { path: string; after: Json }[] {
  if (isFilledObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => leavesOf(`${path}.${key}`, item));
  }
  if (Array.isArray(value) && isListOfObjects(value)) {
    return value.flatMap((item, index) => leavesOf(`${path}[${index}]`, item));
  }
  return [{ path, after: value }];
}

/** What the flow takes: names and types tell, the schema is in the code. */
function parametersOfFlow(schema: Json): ValueRow[] {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const told = Object.entries(properties).map(([name, property]) => {
    const type = isObject(property) && typeof property.type === "string" ? property.type : "any";
    return `${name}: ${type}`;
  });
  if (told.length === 0) return [];
  return [{ name: "flow's parameters", before: undefined, after: told.join(", "), differsHidden: false }];
}

function isListOfObjects(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isFilledObject(item));
}

function isFilledObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && !isNumber(value) && isObject(value) && Object.keys(value).length > 0;
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  return !isNumber(value) && typeof value === "object" && Object.keys(value).length === 0;
}
