/**
 * Names of values that are secrets more often than not: `DB_PASSWORD`, `GITHUB_TOKEN`, `api_key`, `DB_PWD`,
 * `DATABASE_CONNECTION_STRING`, `WAREHOUSE_DSN`.
 */
const SECRET_NAME =
  /secret|token|passw(or)?d|passphrase|pgpass|(^|[^a-z])p(ass|wd)([^a-z]|$)|credential|(api|access|private|auth|account|signing|encryption|client)[^a-z]?key|(connection|auth)[^a-z]?string|(^|[^a-z])(dsn|jwt|pat)([^a-z]|$)/i;

/** Whether what stands under a name is most likely a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
