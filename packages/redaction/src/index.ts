export { MASK, Redactor } from "./redactor.ts";
export { isSecretName } from "./secret-name.ts";
