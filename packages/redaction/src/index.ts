export { Redactor } from "./redactor.ts";
export { isSecretName } from "./secret-name.ts";
export { isLongEnough, MASK, withoutSecrets } from "./without-secrets.ts";
