export {
  type CheckOptions,
  type CheckValue,
  compileSchema,
  isJsonSchema,
  type SchemaError,
  schemaErrors,
  UnusableSchema,
} from "./check-value.ts";
export { loadAjv } from "./load-ajv.ts";
export { uncheckedPatterns } from "./unchecked-patterns.ts";
