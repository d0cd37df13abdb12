import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";

/** The parts of an OpenAPI 3.0 description that the stand-in reads; `$ref` stands for any of them. */
export interface Reference {
  $ref?: string;
}

export interface Schema extends Reference {
  type?: string;
  properties?: Record<string, Schema>;
  nullable?: boolean;
}

export interface Parameter extends Reference {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
  /** GitHub's mark of a parameter, such as a ref, that may hold slashes. */
  "x-multi-segment"?: boolean;
}

export interface Content extends Reference {
  required?: boolean;
  content?: Record<string, { schema?: Schema }>;
}

export interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** An operation and the path parameters of a request that called it. */
export interface MatchedOperation {
  id: string;
  parameters: Record<string, string>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
}

interface Route {
  method: string;
  pattern: RegExp;
  operation: Operation;
}

let loaded: Description | undefined;
let routes: Route[] | undefined;

/** GitHub's published description, read once a process, when the first request needs it (0.1 s). */
function description(): Description {
  const file = join(projectRoot, "node_modules/@octokit/openapi/generated/api.github.com.json");
  loaded ??= JSON.parse(readFileSync(file, "utf8")) as Description;
  return loaded;
}

function allRoutes(): Route[] {
  routes ??= Object.entries(description().paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        pattern: pathPattern(path, operation),
        operation,
      })),
    )
    // `/pulls/comments` before `/pulls/{pull_number}`: a path with fewer parameters is the more exact one.
    .sort((a, b) => groupCount(a.pattern) - groupCount(b.pattern));
  return routes;
}

const groupCount = (pattern: RegExp) => pattern.source.split("(?<").length;

function pathPattern(path: string, operation: Operation): RegExp {
  const parameters = parametersOf(operation, "path");
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = part.match(/^\{(\w+)\}$/)?.[1];
      if (name === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
      const slashes = parameters.find((parameter) => parameter.name === name)?.["x-multi-segment"];
      return `(?<${name}>${slashes ? ".+" : "[^/]+"})`;
    })
    .join("");
  return new RegExp(`^${source}$`);
}

/** The thing itself where `node` is only a reference to it. */
export function resolve<T extends Reference>(node: T): T {
  return node.$ref === undefined ? node : (at(node.$ref) as T);
}

/** What a reference such as `#/components/schemas/release` points at. */
export function at(pointer: string): unknown {
  let node: unknown = description();
  for (const key of pointer.slice("#/".length).split("/")) node = (node as Record<string, unknown>)?.[key];
  if (node === undefined) throw new Error(`GitHub's API description has no ${pointer}.`);
  return node;
}

/** The operation of a request's method and path, or undefined when GitHub has none. */
export function findOperation(method: string, path: string): MatchedOperation | undefined {
  for (const route of allRoutes()) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (!match) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { id: route.operation.operationId, parameters: Object.fromEntries(parameters) };
  }
  return undefined;
}

export function operationById(id: string): Operation {
  const route = allRoutes().find(({ operation }) => operation.operationId === id);
  if (!route) throw new Error(`GitHub has no operation ${id}.`);
  return route.operation;
}

export function parametersOf(operation: Operation, place: Parameter["in"]): Parameter[] {
  return (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in === place);
}

/** A copy of an example of the description, to be given the values that matter. */
export function example(name: string): unknown {
  return structuredClone((at(`#/components/examples/${name}`) as { value: unknown }).value);
}
