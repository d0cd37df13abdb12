import type { Reporter } from "#diagnostics";

/** Variables that hold secrets by their names: `DB_PASSWORD`, `GITHUB_TOKEN`, `AWS_SECRET_ACCESS_KEY`. */
const SECRET_NAME =
  /(^|[_-])(TOKEN|SECRET|PASSWORD|PASSWD|(API|ACCESS|PRIVATE|AUTH)[_-]?KEY|AUTH[_-]STRING|CREDENTIALS?)([_-]|$)/i;

/** A shorter value (`true`, a user's name) would blot out half a plan. */
const SHORTEST = 8;

/**
 * Values of the environment that a definition may take by `{{ $NAME }}` and that must not be shown: the runner masks
 * them in its log only, not in files.
 */
export function secretVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST && SECRET_NAME.test(name) ? [value] : [],
  );
}

/** A reporter that also keeps every secret it is told in `secrets`. */
export function collectSecrets(reporter: Reporter, secrets: Set<string>): Reporter {
  return {
    info: (message) => reporter.info(message),
    warning: (fault) => reporter.warning(fault),
    secret(value) {
      secrets.add(value);
      reporter.secret(value);
    },
  };
}
