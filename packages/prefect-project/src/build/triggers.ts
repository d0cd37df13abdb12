import { durationOfSeconds, type Json, parseDuration, secondsOf } from "#json";
import { type Config, type ConfigValue, toJson, toJsonObject } from "../config-value.ts";
import {
  bool,
  type Coerce,
  dict,
  INVALID,
  int,
  optional,
  type Path,
  type Problem,
  text,
} from "../model/coerce.ts";
import { toPython } from "./python-from-config.ts";
import { ignoredTriggerKeys, inferredType, type TriggerKind } from "./trigger-keys.ts";

/** What a trigger's models make of it, before it has a place and an owner. */
export interface TriggerAutomation {
  name: string;
  description: string;
  enabled: boolean;
  trigger: { [key: string]: Json };
  parameters: { [name: string]: Json } | null;
  job_variables: { [name: string]: Json } | null;
  schedule_after: number;
}

/**
 * The automation that Prefect makes of a trigger whose placeholders are filled: the models of
 * `prefect/events/schemas/deployment_triggers.py` and `automations.py`. `defaultName` is for one without a name.
 * Keys that the models don't have are told through `ignored`.
 */
export function triggerAutomation(
  spec: Config,
  defaultName: string,
  path: Path,
  problems: Problem[],
  ignored: Problem[] = [],
): TriggerAutomation | undefined {
  const before = problems.length;
  const reader = new FieldReader(spec, path, problems);
  const name = spec.has("name") ? reader.read("name", optional(text), null) : defaultName;
  if (!name) {
    problems.push({
      path: [...path, "name"],
      code: "trigger-invalid",
      message: "The trigger's name is empty; Prefect would make one of the deployment's id.",
      fix: "Give it a name, or leave the key out.",
    });
  }
  const parameters = reader.read("parameters", optional(dict), null);
  const jobVariables = reader.read("job_variables", optional(dict), null);
  const automation: TriggerAutomation = {
    name: name ?? "",
    description: reader.read("description", text, ""),
    enabled: reader.read("enabled", bool, true),
    trigger: triggerOf(spec, path, problems, "deployment"),
    parameters: parameters && toJsonObject(parameters),
    job_variables: jobVariables && toJsonObject(jobVariables),
    schedule_after: reader.duration("schedule_after", 0, 0),
  };
  if (problems.length > before) return undefined;
  ignored.push(...ignoredTriggerKeys(spec, path));
  return automation;
}

type Trigger = { [key: string]: Json };

function triggerOf(spec: Config, path: Path, problems: Problem[], kind: TriggerKind): Trigger {
  const reader = new FieldReader(spec, path, problems);
  const type = spec.has("type") ? spec.get("type") : inferredType(spec, kind);
  switch (type) {
    case "event":
      return eventTrigger(reader);
    case "metric":
      return metricTrigger(reader);
    case "compound":
    case "sequence":
      return compositeTrigger(reader, type);
  }
  problems.push({
    path: [...path, "type"],
    code: "trigger-invalid",
    message: "This is no type of a trigger.",
    fix: "Its type is event, metric, compound or sequence.",
  });
  return {};
}

function eventTrigger(reader: FieldReader): Trigger {
  return {
    type: "event",
    ...matches(reader),
    after: reader.read("after", textSet, []).map(toJson),
    expect: reader.read("expect", textSet, []).map(toJson),
    for_each: reader.read("for_each", textSet, []).map(toJson),
    posture: reader.read("posture", oneOf("Reactive", "Proactive"), "Reactive"),
    threshold: Number(reader.read("threshold", int, 1n)),
    within: eventWithin(reader),
  };
}

/** A proactive trigger waits for 10 seconds at least, and for that long where it doesn't say. */
function eventWithin(reader: FieldReader): number {
  const within = reader.duration("within", 0, 0);
  if (reader.spec.get("posture") !== "Proactive") return within;
  if (within !== 0 && within < 10) {
    reader.fail("within", "A proactive trigger must wait for 10 seconds at least.");
  }
  return within === 0 ? 10 : within;
}

function metricTrigger(reader: FieldReader): Trigger {
  const metric = reader.spec.get("metric");
  const query = new FieldReader(
    metric instanceof Map ? metric : new Map(),
    [...reader.path, "metric"],
    reader.problems,
  );
  if (!(metric instanceof Map)) reader.fail("metric", "A metric trigger needs a mapping `metric`.");
  for (const key of ["name", "threshold", "operator"]) {
    if (metric instanceof Map && !metric.has(key)) query.fail(key, `A metric needs ${key}.`);
  }
  return {
    type: "metric",
    ...matches(reader),
    posture: reader.read("posture", oneOf("Metric"), "Metric"),
    metric: {
      name: query.read("name", text, "lateness"),
      threshold: query.read("threshold", float, 0),
      operator: query.read("operator", oneOf("<", "<=", ">", ">="), "<"),
      range: query.duration("range", 300, 300),
      firing_for: query.duration("firing_for", 300, 300),
    },
  };
}

function compositeTrigger(reader: FieldReader, type: "compound" | "sequence"): Trigger {
  const given = reader.spec.get("triggers");
  if (!Array.isArray(given)) reader.fail("triggers", `A ${type} trigger needs a list of triggers.`);
  const triggers = (Array.isArray(given) ? given : []).map((spec, index) => {
    const path = [...reader.path, "triggers", index];
    if (spec instanceof Map) return triggerOf(spec, path, reader.problems, "nested");
    reader.problems.push({ path, code: "trigger-invalid", message: "A trigger must be a mapping." });
    return {};
  });
  const within = reader.spec.get("within") ?? null;
  const composite: Trigger = {
    type,
    triggers,
    within: within === null ? null : reader.duration("within", 0, Number.NEGATIVE_INFINITY),
  };
  if (type === "compound") composite.require = requirement(reader, triggers.length);
  return composite;
}

function requirement(reader: FieldReader, triggers: number): Json {
  const require = reader.spec.get("require");
  if (require === "any" || require === "all") return require;
  const count = require === undefined ? INVALID : int(toPython(require), [...reader.path, "require"], []);
  if (count === INVALID || count < 1n || count > BigInt(triggers)) {
    reader.fail("require", "`require` is any, all, or how many of the triggers have to fire.");
    return null;
  }
  return Number(count);
}

function matches(reader: FieldReader): Trigger {
  return {
    match: toJson(reader.read("match", resource, new Map())),
    match_related: toJson(reader.read("match_related", resources, new Map())),
  };
}

/** `Dict[str, Union[str, List[str]]]`. */
const resource: Coerce<Config> = (value, path, problems) => {
  const labels = dict(value, path, problems);
  if (labels === INVALID) return INVALID;
  const valid = [...labels.values()].every(
    (label) =>
      typeof label === "string" || (Array.isArray(label) && label.every((item) => typeof item === "string")),
  );
  if (valid) return labels;
  problems.push({
    path,
    code: "trigger-invalid",
    message: "Labels to match are texts or lists of texts.",
    fix: "Put them in quotes.",
  });
  return INVALID;
};

const resources: Coerce<ConfigValue[] | Config> = (value, path, problems) => {
  if (!Array.isArray(value)) return resource(value, path, problems);
  const items = value.map((item, index) => resource(item, [...path, index], problems));
  return items.some((item) => item === INVALID) ? INVALID : (items as ConfigValue[]);
};

/** `Set[str]`, in an order of its own: Python's changes from run to run. */
const textSet: Coerce<string[]> = (value, path, problems) => {
  if (!Array.isArray(value)) {
    problems.push({ path, code: "trigger-invalid", message: "Events are a list of texts." });
    return INVALID;
  }
  const items = value.map((item, index) => text(item, [...path, index], problems));
  return items.includes(INVALID) ? INVALID : [...new Set(items as string[])].sort();
};

const float: Coerce<number> = (value, path, problems) => {
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
    return Number(value);
  if (typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    return Number(value);
  problems.push({ path, code: "trigger-invalid", message: "A threshold is a number." });
  return INVALID;
};

function oneOf<Word extends string>(...words: Word[]): Coerce<Word> {
  return (value, path, problems) => {
    const word = words.find((known) => known === value);
    if (word !== undefined) return word;
    problems.push({
      path,
      code: "trigger-invalid",
      message: `${path.at(-1)} must be one of ${words.join(", ")}.`,
    });
    return INVALID;
  };
}

/** Reads the fields of one model: a default where a key is missing, and after a problem. */
class FieldReader {
  readonly spec: Config;
  readonly path: Path;
  readonly problems: Problem[];

  constructor(spec: Config, path: Path, problems: Problem[]) {
    this.spec = spec;
    this.path = path;
    this.problems = problems;
  }

  read<Result extends ConfigValue>(key: string, coerce: Coerce<Result>, byDefault: NoInfer<Result>): Result {
    const given = this.spec.get(key);
    if (given === undefined) return byDefault;
    const value = coerce(toPython(given), [...this.path, key], this.problems);
    return value === INVALID ? byDefault : value;
  }

  /** Seconds of a duration that is `least` or longer. */
  duration(key: string, byDefault: number, least: number): number {
    const given = this.spec.get(key);
    if (given === undefined) return byDefault;
    const size =
      typeof given === "string"
        ? parseDuration(given)
        : typeof given === "bigint" || typeof given === "number"
          ? durationOfSeconds(given)
          : typeof given === "boolean"
            ? durationOfSeconds(given ? 1n : 0n)
            : undefined;
    if (size !== undefined && secondsOf(size) >= least) return secondsOf(size);
    const bound = Number.isFinite(least) ? ` of at least ${least} seconds` : "";
    this.fail(key, `${key} must be a duration${bound}.`, "Write a number of seconds, or PT1H.");
    return byDefault;
  }

  fail(key: string, message: string, fix?: string): void {
    this.problems.push({
      path: [...this.path, key],
      code: "trigger-invalid",
      message,
      ...(fix ? { fix } : {}),
    });
  }
}
