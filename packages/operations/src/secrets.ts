import type { Reporter } from "#diagnostics";
import { isSecretName } from "#redaction";

/** A shorter value (`true`, a user's name) would blot out half a plan. */
const SHORTEST = 8;

/**
 * Values of the environment that a definition may take by `{{ $NAME }}` and that must not be shown: the runner masks
 * them in its log only, not in files.
 */
export function secretVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST && isSecretName(name) ? [value] : [],
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
