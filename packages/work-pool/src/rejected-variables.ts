import { isObject, type JsonObject, jsonText } from "#json";
import { type CheckValue, compileSchema, schemaErrors } from "#json-schema";
import type { Deployment } from "#prefect-api";
import { at, type Template } from "./template.ts";

/** What a live deployment loses by a new template. */
export interface RejectedVariables {
  /** `flow-name/deployment-name`. */
  deployment: string;
  /** One sentence part each: `memory must be integer`. */
  reasons: string[];
}

/**
 * Deployments of the pool whose `job_variables` the present template takes and the new one would not: their runs
 * would fail, or a variable would silently lose its effect. The server checks job variables only when a deployment
 * is written or a run is made (`_validate_work_pool_job_variables`), never when a template changes.
 */
export function rejectedJobVariables(
  deployments: readonly Pick<Deployment, "key" | "job_variables">[],
  present: Template | undefined,
  next: Template,
): RejectedVariables[] {
  const before = present ? objectionsOf(present) : () => [];
  const after = objectionsOf(next);
  return deployments
    .map(({ key, job_variables }) => {
      const variables = isObject(job_variables) ? job_variables : {};
      const known = new Set(before(variables));
      return { deployment: key, reasons: after(variables).filter((reason) => !known.has(reason)) };
    })
    .filter(({ reasons }) => reasons.length > 0)
    .sort((one, other) => one.deployment.localeCompare(other.deployment));
}

/** A function that says what a template objects to in given job variables, defaults filled in as Prefect does. */
function objectionsOf(template: Template): (jobVariables: JsonObject) => string[] {
  const schema = isObject(template.variables) ? template.variables : {};
  const properties = isObject(schema.properties) ? schema.properties : {};
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      const value = at(property, "default");
      return value === undefined ? [] : [[name, value]];
    }),
  );
  // A live template that somebody broke takes nothing away; a new one is refused before this.
  if (schemaErrors(schema).length > 0) return () => [];
  const check: CheckValue = compileSchema(schema);
  return (jobVariables) => {
    // What a run fills in (`{{ prefect.variables.size }}`) can't be judged before.
    const judged = Object.fromEntries(
      Object.entries(jobVariables).filter(([, value]) => !jsonText(value).includes("{{")),
    );
    const unjudged = new Set(Object.keys(jobVariables).filter((name) => !(name in judged)));
    const unknown = [...new Set(Object.keys(jobVariables).map((name) => name.split(".")[0] ?? name))]
      .filter((name) => !Object.hasOwn(properties, name))
      .map((name) => `${name} is not declared and would have no effect`);
    const problems = check({ ...defaults, ...judged }).flatMap(
      ({ instancePath, message, keyword, params }) => {
        const name = instancePath.split("/")[1] ?? "";
        if (keyword === "required" && name === "") {
          const missing = String(params.missingProperty);
          return unjudged.has(missing) ? [] : [`${missing} is required now`];
        }
        // A default that doesn't fit its own variable is left out by Prefect, and null stands for a default.
        if (!(name in judged) || judged[name] === null) return [];
        return [`${instancePath.slice(1).replaceAll("/", ".")} ${message}`];
      },
    );
    return [...unknown, ...new Set(problems)];
  };
}
