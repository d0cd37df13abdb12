import type { Fault, Location } from "#diagnostics";
import { isObject, jsonText } from "#json";
import { schemaErrors } from "#json-schema";
import { jobVariableCheck } from "../job-variables/check-job-variables.ts";
import { kubernetesManifestFaults } from "./kubernetes-manifest.ts";
import type { Template } from "./template.ts";

/** Prefect's `PLACEHOLDER_CAPTURE_REGEX` (`prefect.utilities.templating`). */
const PLACEHOLDER = /\{\{\s*([\p{L}\p{N}_.\-[\]$]+)\s*\}\}/gu;

/**
 * Everything that the server, or the worker at run time, would object to in a template. The server itself checks
 * an update only for the two keys and for undeclared placeholders (`validate_base_job_template`).
 *
 * @param poolType type of the work pool, such as `kubernetes`
 */
export function validateTemplate(template: Template, poolType: string, location?: Location): Fault[] {
  const missing = ["variables", "job_configuration"].filter((key) => {
    const part = template[key];
    return !isObject(part) || Object.keys(part).length === 0;
  });
  if (missing.length > 0) {
    return missing.map((key) => ({
      code: "template-invalid",
      message: `The base job template has no object \`${key}\`.`,
      location,
      fix: "`prefect work-pool get-default-base-job-template --type ...` prints one to start from.",
    }));
  }
  const problems = [
    ...schemaProblems(template),
    ...undeclaredPlaceholders(template),
    ...(poolType === "kubernetes" ? kubernetesManifestFaults(template) : []),
  ];
  return problems.map((problem) => ({ ...problem, location }));
}

/**
 * Defaults that don't fit their own variables: the server makes no pool with them, and says their values. A pool that
 * exists may get them.
 */
export function defaultFaults(template: Template, location?: Location): Fault[] {
  return jobVariableCheck(template)
    .defaults()
    .map(({ path, what }) => ({
      code: "template-invalid",
      message: `The template's default of ${path.join(".") || "its variables"} ${what}; the server makes no pool with it.`,
      location,
      fix: "Change the default, or the variable's type.",
    }));
}

function schemaProblems({ variables }: Template): Fault[] {
  return schemaErrors(variables ?? {}).map(({ instancePath, message }) => ({
    code: "template-invalid",
    message: `The template's \`variables\` is no JSON Schema: ${instancePath.slice(1).replaceAll("/", ".") || "it"} ${message}.`,
  }));
}

function undeclaredPlaceholders({ variables, job_configuration }: Template): Fault[] {
  const properties = isObject(variables) && isObject(variables.properties) ? variables.properties : {};
  const used = [...jsonText(job_configuration).matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  return [...new Set(used)]
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({
      code: "template-invalid",
      message: `The template uses {{ ${name} }} and declares no variable of that name.`,
      fix: /^(\$|ctx\.|prefect\.)/.test(name)
        ? "Prefect takes only declared variables here: declare one and give it this placeholder as its default."
        : "Add it to `variables.properties`, or correct the name.",
    }));
}
