export {
  type CheckOptions,
  type CheckValue,
  compileSchema,
  isJsonSchema,
  type SchemaError,
  schemaErrors,
  UnusableSchema,
} from "./check-value.ts";
export { uncheckedPatterns } from "./unchecked-patterns.ts";
