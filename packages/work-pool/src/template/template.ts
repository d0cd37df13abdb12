import { createHash } from "node:crypto";
import type { Fault, Location } from "#diagnostics";
import { canonicalText, isObject, type Json, type JsonObject, parseJson, storedForm } from "#json";
import type { WorkPool } from "#prefect-api";

/** A work pool's base job template: an object with at least `variables` and `job_configuration`. */
export type Template = JsonObject;

/** A template as text, and where it was written. */
export interface TemplateText {
  text: string;
  location: Location;
}

/** A template that was read, or why it can't be; {@link validateTemplate} says whether the object is a template. */
export type ParsedTemplate =
  | { template: Template; fault?: undefined }
  | { template?: undefined; fault: Fault };

/** Reads a base job template from JSON text. */
export function parseTemplate({ text, location }: TemplateText): ParsedTemplate {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    return {
      fault: {
        code: "template-invalid",
        message: `The base job template is no JSON: ${jsonProblem(error as Error, text)}.`,
        location,
        fix: "Fix it; a placeholder such as DEFAULT_FLOW_IMAGE has to stand within quotes.",
      },
    };
  }
  if (isObject(value)) return { template: value };
  return {
    fault: {
      code: "template-invalid",
      message: "The base job template is no JSON object.",
      location,
      fix: "Write an object with `variables` and `job_configuration`.",
    },
  };
}

/** The same text for equal templates, whatever the order of their keys: SHA-256 in hexadecimal digits. */
export function fingerprint(template: Template): string {
  return createHash("sha256")
    .update(canonicalText(storedForm(template)))
    .digest("hex");
}

/** The template of a pool; undefined where there is no pool, or one that nobody has given a template yet. */
export function templateOf(pool: WorkPool | undefined): Template | undefined {
  const template = pool?.base_job_template;
  return isObject(template) && Object.keys(template).length > 0 ? template : undefined;
}

/** The value at a path of keys, or undefined. */
export function at(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** What the parser objects to, with the line it means; never the text around it, which may hold secrets. */
function jsonProblem({ message }: Error, text: string): string {
  const position = / at position (\d+)/.exec(message)?.[1];
  const problem = message.replace(/,? (\.\.\.|").*$/s, "").replace(/ in JSON at position.*$/s, "");
  if (position === undefined) return problem;
  return `${problem} in its line ${text.slice(0, Number(position)).split("\n").length}`;
}
