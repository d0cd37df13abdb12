import type { Redaction } from "#deployment-plan";
import type { Reporter } from "#diagnostics";
import { isLongEnough, isSecretName } from "#redaction";
import type { PlanValues } from "./options/index.ts";

/**
 * Values of the environment that a definition may take by `{{ $NAME }}` and that must not be shown: the runner masks
 * them in its log only, not in files.
 */
export function secretVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isLongEnough(value) && isSecretName(name) ? [value] : [],
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

/** What is masked in the plan that is shown, and how it is approved all the same. */
export function redactionOf(
  { showVariables, planKey }: Pick<PlanValues, "showVariables"> & { planKey?: string | undefined },
  secrets: Iterable<string>,
): Redaction {
  return { secrets: [...secrets], shown: showVariables, planKey };
}
