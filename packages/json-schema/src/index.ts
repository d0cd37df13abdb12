export { type CheckValue, compileSchema, type SchemaError, schemaErrors } from "./check-value.ts";
