import type { Json } from "#json";
import { isObject, type JsonObject } from "#json";
import { isSecretName, MASK, withoutSecrets } from "#redaction";
import { AsWritten, type Pair } from "./as-written.ts";
import type { AutomationState } from "./automation-state.ts";
import { digestDeployment, digestPlan } from "./digest-plan.ts";
import type {
  AutomationChange,
  Plan,
  PlannedDeployment,
  ScheduleChange,
  ShownDeployment,
  ShownFieldChange,
  ShownPlan,
  ShownScheduleChange,
} from "./plan.ts";
import { titleOf } from "./schedule-spec.ts";

const NEW_SECRET = `${MASK} (a new value)`;

/**
 * The plan with every secret masked, to be printed and stored. What placeholders were filled in is shown as the file has
 * it, whatever it is, see {@link AsWritten}. Masked are: every given text wherever it occurs, the value that it replaces (an
 * older secret, most likely), and texts under a name like `API_TOKEN` in parameters, job variables and pull steps.
 */
export function redactPlan(plan: Plan, { secrets = [], shown = [], planKey }: Redaction = {}): ShownPlan {
  const texts = [...new Set(secrets)];
  const deployments = plan.deployments.map((planned) => {
    const one = redactDeployment(planned, texts, new AsWritten(planned.filled, new Set(shown)));
    return { ...one, ...digestDeployment(planned, one, planKey) };
  });
  return { ...plan, redacted: true, deployments, digest: digestPlan(plan, deployments) };
}

/** What is masked in a plan, and how what is masked is still approved. */
export interface Redaction {
  /** Texts that must not be shown, wherever they stand. */
  secrets?: readonly string[];
  /** Names of variables whose values are harmless. */
  shown?: readonly string[];
  /** Lets the plan's digest cover what is masked. */
  planKey?: string | undefined;
}

function redactDeployment(
  planned: PlannedDeployment,
  secrets: readonly string[],
  asWritten: AsWritten,
): Omit<ShownDeployment, "digest" | "notCovered"> {
  const { key, flowName, name, reason, workPool, notes } = planned;
  const text = (value: string) => withoutSecrets(value, secrets);
  return {
    key: text(key),
    flowName: text(flowName),
    name: text(name),
    action: planned.action,
    reason: text(reason),
    filesChange: planned.filesChange,
    impact: planned.impact,
    location: planned.location && { ...planned.location, file: text(planned.location.file) },
    live: planned.live,
    workPool: workPool && { name: text(workPool.name), queue: workPool.queue && text(workPool.queue) },
    image: redactImage(planned.image, secrets, asWritten),
    changes: planned.changes.map((change) => redactField(change, secrets, asWritten)),
    schedules: planned.schedules.map((change) => redactSchedule(change, secrets, asWritten)),
    automations: planned.automations.map((change) => redactAutomation(change, secrets, asWritten)),
    droppedRuns: planned.droppedRuns,
    notes: notes.map(text),
  };
}

function redactImage(
  image: PlannedDeployment["image"],
  secrets: readonly string[],
  asWritten: AsWritten,
): ShownDeployment["image"] {
  if (image === null) return null;
  const own = { image: image.name };
  const written = image.from === "job-variables" ? asWritten.pair(["job_variables"], null, own).after : own;
  const name = isObject(written) ? written.image : image.name;
  return { ...image, name: withoutSecrets(String(name), secrets) };
}

/** The schema of parameters describes values and holds none; names in it are the user's. */
function redactField(
  { field, before, after, cause }: PlannedDeployment["changes"][number],
  secrets: readonly string[],
  asWritten: AsWritten,
): ShownFieldChange {
  const told = cause === undefined ? {} : { cause };
  if (field !== "parameter_openapi_schema") {
    const written = asWritten.pair([field], before, after);
    return { field, ...redactPair(written.before, written.after, secrets), ...told };
  }
  return { field, before: redactTexts(before, secrets), after: redactTexts(after, secrets), ...told };
}

function redactSchedule(
  change: ScheduleChange,
  secrets: readonly string[],
  asWritten: AsWritten,
): ShownScheduleChange {
  const { before, after } = change;
  const objects = (old: JsonObject | undefined, now: JsonObject | undefined) =>
    redactObjects(old, now, secrets, (a, b) => asWritten.pair(["schedules"], a, b));
  const schedule = objects(before?.schedule, after?.schedule);
  const parameters = objects(before?.parameters, after?.parameters);
  const slugs = asWritten.pair(["schedules"], before?.slug ?? null, after?.slug ?? null);
  const state = (side: keyof Sides, given: typeof before) =>
    given && {
      schedule: schedule[side] ?? {},
      active: given.active,
      parameters: parameters[side] ?? {},
      slug: given.slug && withoutSecrets(String(slugs[side]), secrets),
    };
  return {
    ...change,
    title: withoutSecrets(titleOf(schedule.after ?? schedule.before ?? {}), secrets),
    before: state("before", before),
    after: state("after", after),
  };
}

function redactAutomation(
  change: AutomationChange,
  secrets: readonly string[],
  asWritten: AsWritten,
): AutomationChange {
  const written = asWritten.pair(["automations"], change.before, change.after);
  const before = written.before as AutomationState | null;
  const after = written.after as AutomationState | null;
  const text = (value: string) => withoutSecrets(value, secrets);
  const part = (name: "trigger" | "parameters" | "job_variables") =>
    redactObjects(before?.[name], after?.[name], secrets);
  const parts = {
    trigger: part("trigger"),
    parameters: part("parameters"),
    job_variables: part("job_variables"),
  };
  const state = (side: keyof Sides, given: AutomationState | null) =>
    given && {
      ...given,
      name: text(given.name),
      description: text(given.description),
      tags: given.tags.map(text),
      trigger: parts.trigger[side] ?? {},
      parameters: parts.parameters[side],
      job_variables: parts.job_variables[side],
    };
  return {
    ...change,
    name: text((after ?? before)?.name ?? change.name),
    before: state("before", before),
    after: state("after", after),
  };
}

interface Sides {
  before: JsonObject | null;
  after: JsonObject | null;
}

function redactObjects(
  before: JsonObject | null | undefined,
  after: JsonObject | null | undefined,
  secrets: readonly string[],
  written: (before: Json, after: Json) => Pair = (old, now) => ({ before: old, after: now }),
): Sides {
  const shown = written(before ?? null, after ?? null);
  const pair = redactPair(shown.before, shown.after, secrets);
  return {
    before: isObject(pair.before) ? pair.before : null,
    after: isObject(pair.after) ? pair.after : null,
  };
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
  const isSecret = isSecretName(name) || clean.before !== before || clean.after !== after;
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
  if (typeof value === "string") return withoutSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, secrets));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withoutSecrets(key, secrets), redactTexts(item, secrets)]),
  );
}
