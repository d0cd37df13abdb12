import type { SchemaError } from "#json-schema";

/** One thing that is wrong with job variables. */
export interface JobVariableProblem {
  /**
   * - `refused`: the server doesn't take them.
   * - `missing`: it takes the deployment, and no run that doesn't give more.
   * - `undeclared`: it takes them, and the template makes nothing of this one.
   */
  kind: "refused" | "missing" | "undeclared";
  /** Names and indices from the job variables inwards; empty where it is about all of them. */
  path: readonly string[];
  /** What is wrong, as it goes on after the path: `must be integer`. */
  what: string;
  /** A name that was probably meant. */
  meant?: string | undefined;
}

/** What is wrong at one place; of a union's branches each tells its own, which are told as one. */
export function problemsOf(errors: readonly SchemaError[]): Pick<JobVariableProblem, "path" | "what">[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const told = new Map<string, Pick<JobVariableProblem, "path" | "what">>();
  for (const error of errors) {
    if (error.keyword === "if" || error.propertyName !== undefined) continue;
    const union = outermost(unions, error);
    const problem = union ? ofUnion(union, errors) : ofError(error);
    const place = problem.path.join("/");
    if (!told.has(place)) told.set(place, problem);
  }
  return [...told.values()];
}

/** The union whose branches an error is of, or that it is itself. */
function outermost(unions: readonly SchemaError[], error: SchemaError): SchemaError | undefined {
  const containing = unions.filter(({ instancePath }) => isWithin(error.instancePath, instancePath));
  return containing.sort((a, b) => a.instancePath.length - b.instancePath.length)[0];
}

function ofUnion({ instancePath, params }: SchemaError, errors: readonly SchemaError[]) {
  const own = errors.filter((one) => one.instancePath === instancePath && !UNION.has(one.keyword));
  const types = own.filter(({ keyword }) => keyword === "type").flatMap(({ params }) => params.type);
  const isSimple = errors.every(
    (one) => !isWithin(one.instancePath, instancePath) || UNION.has(one.keyword) || one.keyword === "type",
  );
  // Null is what the server adds to each variable that may be left out.
  const named = [...new Set<string>(types)].filter((type) => type !== "null");
  const what =
    isSimple && named.length > 0
      ? `must be ${named.join(" or ")}`
      : Array.isArray(params.passingSchemas)
        ? "fits more than one of its types"
        : "fits none of its types";
  return { path: pathOf(instancePath), what };
}

const UNION = new Set(["anyOf", "oneOf"]);

function ofError({ instancePath, keyword, params, message }: SchemaError) {
  const path = pathOf(instancePath);
  const inside = (name: unknown) => [...path, String(name)];
  switch (keyword) {
    case "additionalProperties":
      return { path: inside(params.additionalProperty), what: NOT_DECLARED };
    case "unevaluatedProperties":
      return { path: inside(params.unevaluatedProperty), what: NOT_DECLARED };
    case "required":
      return { path: inside(params.missingProperty), what: "is required" };
    case "propertyNames":
      return { path: inside(params.propertyName), what: "has a name that the template doesn't take" };
    case "dependentRequired":
      return { path: inside(params.missingProperty), what: `is required beside ${params.property}` };
    case "type":
      return { path, what: `must be ${[params.type].flat().join(" or ")}` };
    case "enum":
      return { path, what: "must be one of the allowed values" };
    case "const":
      return { path, what: "must be the one allowed value" };
    default:
      return { path, what: message ?? "doesn't fit" };
  }
}

export const NOT_DECLARED = "is not declared, and the template admits no other";

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

function pathOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
