import type { Json } from "#json";
import { isObject } from "#json";
import { at, type Template } from "./template.ts";

/** Where an image goes in a template that holds no placeholder. */
const IMAGE_VARIABLE = ["variables", "properties", "image"];

/**
 * The template with its image set: where the placeholder stands in any text of it, and else as the default of the
 * variable `image`. Undefined when it has neither. The given template stays as it is.
 */
export function placeImage(template: Template, image: string, placeholder: string): Template | undefined {
  if (holdsPlaceholder(template, placeholder)) {
    return replaceTexts(template, placeholderPattern(placeholder), image) as Template;
  }
  const variable = at(template, ...IMAGE_VARIABLE);
  if (!isObject(variable)) return undefined;
  return withImage(template, IMAGE_VARIABLE, image) as Template;
}

/** The value with the default of the variable at the path set; nothing else of it is copied. */
function withImage(value: Json | undefined, [key, ...path]: readonly string[], image: string): Json {
  const object = isObject(value) ? value : {};
  return key === undefined
    ? { ...object, default: image }
    : { ...object, [key]: withImage(object[key], path, image) };
}

/** Whether the placeholder stands anywhere in the template's values. */
export function holdsPlaceholder(template: Json, placeholder: string): boolean {
  if (typeof template === "string") return placeholderPattern(placeholder).test(template);
  if (Array.isArray(template)) return template.some((item) => holdsPlaceholder(item, placeholder));
  return isObject(template) && Object.values(template).some((item) => holdsPlaceholder(item, placeholder));
}

/**
 * The image that a run gets unless its deployment names another one: the default of the variable `image`, or what
 * the manifest's first container or the job configuration says in clear.
 */
export function imageOf(template: Template): string | undefined {
  const podSpec = at(template, "job_configuration", "job_manifest", "spec", "template", "spec");
  const containers = at(podSpec, "containers");
  const candidates = [
    at(template, ...IMAGE_VARIABLE, "default"),
    Array.isArray(containers) ? at(containers[0], "image") : undefined,
    at(template, "job_configuration", "image"),
  ];
  return candidates.find(
    (value): value is string => typeof value === "string" && value !== "" && !value.includes("{{"),
  );
}

/** The placeholder as a word of its own: DEFAULT_FLOW_IMAGE is not meant in DEFAULT_FLOW_IMAGE_TAG. */
function placeholderPattern(placeholder: string): RegExp {
  return new RegExp(`(?<!\\w)${escapePattern(placeholder)}(?!\\w)`, "g");
}

function replaceTexts(value: Json, pattern: RegExp, image: string): Json {
  if (typeof value === "string") return value.replace(pattern, () => image);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, pattern, image));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceTexts(item, pattern, image)]),
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
