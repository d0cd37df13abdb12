import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { at, operationById, parametersOf, resolve, type Schema } from "./api-description.ts";

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as typeof addFormats.default)(ajv);
const validators = new Map<string, ValidateFunction>();

/** What is wrong with a request; unknown query parameters and body fields count, although GitHub ignores them. */
export function requestErrors(id: string, query: URLSearchParams, body: unknown): string[] {
  return [...queryErrors(id, query), ...bodyErrors(id, body)];
}

function queryErrors(id: string, query: URLSearchParams): string[] {
  const known = parametersOf(operationById(id), "query");
  const errors = [...query.keys()]
    .filter((key) => !known.some((parameter) => parameter.name === key))
    .map((key) => `unknown query parameter ${key}`);
  for (const { name, required, schema } of known) {
    const text = query.get(name);
    if (text !== null) errors.push(...schemaErrors(`${id} query ${name}`, schema, typed(text, schema)));
    else if (required) errors.push(`query parameter ${name} is missing`);
  }
  return errors;
}

/** A query parameter's text as the type that its schema asks for. */
function typed(text: string, schema: Schema): unknown {
  const { type } = resolve(schema);
  if (type === "integer" || type === "number") return Number(text);
  return type === "boolean" ? text === "true" : text;
}

function bodyErrors(id: string, body: unknown): string[] {
  const { requestBody } = operationById(id);
  const schema = requestBody?.content?.["application/json"]?.schema;
  if (schema === undefined) return body === undefined ? [] : ["takes no body"];
  if (body === undefined) return requestBody?.required ? ["has no body"] : [];
  const fields = Object.keys(resolve(schema).properties ?? {});
  const unknown = Object.keys(body as object).filter((field) => fields.length > 0 && !fields.includes(field));
  return [
    ...unknown.map((field) => `unknown field ${field}`),
    ...schemaErrors(`${id} request`, schema, body),
  ];
}

/**
 * Operations on something that may not be there, whose description forgets that answer
 * (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource).
 */
const NOT_FOUND_UNDECLARED: readonly string[] = [
  "actions/get-workflow-run",
  "repos/get-environment",
  "packages/get-package-for-organization",
  "packages/get-package-for-user",
];

/** What is wrong with an answer of the stand-in: an undeclared status, a body that is not of its schema. */
export function answerErrors(id: string, status: number, body: unknown): string[] {
  const declared = operationById(id).responses[String(status)];
  if (declared === undefined && status === 404 && NOT_FOUND_UNDECLARED.includes(id)) return [];
  if (declared === undefined) return [`status ${status} is not declared`];
  const schema = resolve(declared).content?.["application/json"]?.schema;
  if (schema === undefined) return body === undefined ? [] : ["the answer should have no body"];
  return schemaErrors(`${id} ${status}`, schema, body);
}

function schemaErrors(key: string, schema: Schema, value: unknown): string[] {
  let validate = validators.get(key);
  if (!validate) {
    const definitions: Record<string, unknown> = {};
    validate = ajv.compile({ ...(toJsonSchema(schema, definitions) as object), definitions });
    validators.set(key, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || "the body"} ${error.message}`);
}

/** OpenAPI 3.0's schema dialect as JSON Schema, with the schemas it refers to cut out into `definitions`. */
function toJsonSchema(node: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((item) => toJsonSchema(item, definitions));
  if (typeof node !== "object" || node === null) return node;
  const { $ref, nullable, example: _example, ...rest } = node as Record<string, unknown>;
  if (typeof $ref === "string") {
    const name = $ref.slice("#/components/schemas/".length);
    if (!(name in definitions)) {
      definitions[name] = true; // Taken, so that a schema that refers to itself ends.
      definitions[name] = toJsonSchema(at($ref), definitions);
    }
    return { $ref: `#/definitions/${name}` };
  }
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === "enum" ? value : toJsonSchema(value, definitions),
    ]),
  );
  return nullable === true ? { anyOf: [plain, { type: "null" }] } : plain;
}
