import { isObject, type Json } from "#json";
import type { FieldChange, Plan, PlannedDeployment, ShownPlan } from "./plan.ts";

export const MASK = "***";
const NEW_SECRET = `${MASK} (a new value)`;

/** Names of values that are secrets more often than not. */
const SECRET_NAME =
  /(secret|token|passw(or)?d|pwd|credential|api[_-]?key|access[_-]?key|private[_-]?key|connection[_-]?string|auth[_-]?string)/i;

/**
 * The plan with every secret masked, to be printed and stored. Masked are: every given text wherever it occurs, the
 * value that it replaces (an older secret, most likely), and texts under a name like `API_TOKEN` in parameters, job
 * variables and pull steps. Placeholders such as `{{ prefect.blocks.secret.x }}` are no secrets and stay.
 */
export function redactPlan(plan: Plan, secrets: readonly string[] = []): ShownPlan {
  // Longest first: a secret may contain another.
  const texts = [...new Set(secrets)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  return {
    ...plan,
    redacted: true,
    deployments: plan.deployments.map((one) => redactDeployment(one, texts)),
  };
}

function redactDeployment(planned: PlannedDeployment, secrets: readonly string[]): PlannedDeployment {
  const part = <T extends { before: Json; after: Json }>(change: T): T => ({
    ...change,
    ...redactPair(change.before, change.after, secrets),
  });
  const clean = redactTexts(
    { ...planned, changes: [], schedules: [], automations: [] } as unknown as Json,
    secrets,
  );
  return {
    ...(clean as unknown as PlannedDeployment),
    changes: planned.changes.map((change) => redactField(change, secrets)),
    schedules: planned.schedules.map(part),
    automations: planned.automations.map(part),
  };
}

/** The schema of parameters describes values and holds none; names in it are the user's. */
function redactField(change: FieldChange, secrets: readonly string[]): FieldChange {
  if (change.field !== "parameter_openapi_schema") {
    return { ...change, ...redactPair(change.before, change.after, secrets) };
  }
  return {
    ...change,
    before: redactTexts(change.before, secrets),
    after: redactTexts(change.after, secrets),
  };
}

interface Pair {
  before: Json;
  after: Json;
}

/** Walks two values side by side, so that what a secret replaces is masked as well. */
function redactPair(before: Json, after: Json, secrets: readonly string[], name = ""): Pair {
  if (isObject(before) || isObject(after)) {
    const [old, now] = [isObject(before) ? before : null, isObject(after) ? after : null];
    const pairs = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].map(
      (key) => [key, redactPair(old?.[key] ?? null, now?.[key] ?? null, secrets, key)] as const,
    );
    const side = (object: object | null, which: keyof Pair) =>
      object &&
      Object.fromEntries(pairs.filter(([key]) => key in object).map(([key, pair]) => [key, pair[which]]));
    return {
      before: old ? side(old, "before") : redactTexts(before, secrets),
      after: now ? side(now, "after") : redactTexts(after, secrets),
    };
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    const [old, now] = [Array.isArray(before) ? before : [], Array.isArray(after) ? after : []];
    const pairs = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
      redactPair(old[index] ?? null, now[index] ?? null, secrets, name),
    );
    return {
      before: Array.isArray(before)
        ? pairs.slice(0, old.length).map((pair) => pair.before)
        : redactTexts(before, secrets),
      after: Array.isArray(after)
        ? pairs.slice(0, now.length).map((pair) => pair.after)
        : redactTexts(after, secrets),
    };
  }
  const clean = { before: redactTexts(before, secrets), after: redactTexts(after, secrets) };
  const isSecret = SECRET_NAME.test(name) || clean.before !== before || clean.after !== after;
  if (!isSecret) return clean;
  const masked = { before: maskText(clean.before), after: maskText(clean.after) };
  // That a secret changes has to be seen all the same.
  const isHidden = masked.before === masked.after && before !== after;
  return isHidden ? { ...masked, after: NEW_SECRET } : masked;
}

function maskText(value: Json): Json {
  if (typeof value !== "string" || value === "") return value;
  return isPlaceholder(value) || value.includes(MASK) ? value : MASK;
}

function isPlaceholder(value: string): boolean {
  return /^\s*\{\{[^}]*\}\}\s*$/.test(value);
}

function redactTexts(value: Json, secrets: readonly string[]): Json {
  if (secrets.length === 0) return value;
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, secrets));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactTexts(key, secrets) as string,
      redactTexts(item, secrets),
    ]),
  );
}
