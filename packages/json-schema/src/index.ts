export {
  type CheckOptions,
  type CheckValue,
  compileSchema,
  type SchemaError,
  schemaErrors,
  UnusableSchema,
} from "./check-value.ts";
