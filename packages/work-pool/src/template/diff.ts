import type { Json } from "#json";
import { isObject, sameStored } from "#json";
import type { Template } from "./template.ts";

/** One value of a template that differs; what isn't there is undefined. */
export interface TemplateChange {
  /** Dotted: `variables.properties.image.default`. */
  path: string;
  /** The same as keys and indices, which may hold dots. */
  keys: readonly (string | number)[];
  before?: Json;
  after?: Json;
}

const IMAGE_PATH = /(^|\.)image(\.default)?$/;

/** What differs between two templates, value by value, changes of the image first. */
export function diffTemplates(before: Template | undefined, after: Template): TemplateChange[] {
  const changes = compare(before, after, []);
  return [
    ...changes.filter(({ path }) => IMAGE_PATH.test(path)),
    ...changes.filter(({ path }) => !IMAGE_PATH.test(path)),
  ];
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  keys: readonly (string | number)[],
): TemplateChange[] {
  if (sameStored(before, after)) return [];
  const inside = (key: string | number) => [...keys, key];
  if (isObject(before) && isObject(after)) {
    const all = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return all.flatMap((key) => compare(before[key], after[key], inside(key)));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => compare(before[index], after[index], inside(index))).flat();
  }
  const path = keys.join(".");
  return [
    { path, keys, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
  ];
}
