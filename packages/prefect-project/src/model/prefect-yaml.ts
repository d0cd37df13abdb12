import type { Config } from "../config-value.ts";
import { PyDict, type PyValue } from "../python-value.ts";
import {
  any,
  bool,
  type Coerce,
  describe,
  dict,
  INVALID,
  int,
  keyText,
  list,
  listItems,
  model,
  optional,
  type Path,
  type Problem,
  text,
} from "./coerce.ts";
import { scheduleItem } from "./schedule-item.ts";
import { MOST_PROBLEMS } from "./told.ts";

/** `Optional[Union[str, list[Any]]]`. */
const textOrList: Coerce = (value, path, problems) => {
  if (
    value instanceof PyDict ||
    typeof value === "bigint" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    problems.push({
      path,
      code: "field-invalid",
      message: `tags must be a list of texts, and this is ${describe(value)}.`,
    });
    return INVALID;
  }
  const trial: Problem[] = [];
  const word = text(value, path, trial);
  return word === INVALID ? list(any)(value, path, problems) : word;
};

/** `Optional[Union[int, ConcurrencyLimitSpec]]`. */
const concurrencyLimit =
  (ignored: Problem[]): Coerce =>
  (value, path, problems) =>
    value instanceof PyDict
      ? model(
          {
            limit: optional(int),
            collision_strategy: optional(text),
            grace_period_seconds: optional(int),
          },
          ignored,
        )(value, path, problems)
      : int(value, path, problems);

/** build, push or pull: a list of steps, or one step alone, which becomes a list unless it is empty. */
const steps: Coerce = (value, path, problems) => {
  if (!(value instanceof PyDict)) return list(dict)(value, path, problems);
  const step = dict(value, path, problems);
  return step === INVALID || step.size === 0 ? step : [step];
};

/**
 * `DeploymentConfig` of `prefect/cli/deploy/_models.py`, and what its `model_dump(mode="json",
 * exclude_unset=True)` gives. Keys that it doesn't have are told through `ignored`.
 */
export function deploymentConfig(ignored: Problem[]): Coerce<Config> {
  return model(
    {
      name: optional(text),
      version: optional(text),
      version_type: optional(text),
      tags: optional(textOrList),
      description: optional(text),
      schedule: optional(scheduleItem),
      schedules: optional(list(scheduleItem)),
      paused: optional(bool),
      concurrency_limit: optional(concurrencyLimit(ignored)),
      flow_name: optional(text),
      entrypoint: optional(text),
      parameters: dict,
      enforce_parameter_schema: optional(bool),
      build: optional(steps),
      push: optional(steps),
      pull: optional(steps),
      work_pool: optional(
        model({ name: optional(text), work_queue_name: optional(text), job_variables: dict }, ignored),
      ),
      triggers: optional(list(dict)),
      sla: optional(list(any)),
    } satisfies { [key in (typeof DEPLOYMENT_KEYS)[number]]: Coerce },
    ignored,
    [CICD_KEY],
  );
}

/**
 * The file's own pull steps. Prefect doesn't turn these into JSON before it looks for placeholders in them, and
 * fails on a value that JSON hasn't.
 */
const pullOfFile: Coerce = (value, path, problems) => {
  const bad = findUnwritable(value, path);
  if (!bad) return steps(value, path, problems);
  problems.push({
    path: bad.path,
    code: "field-invalid",
    message: `Prefect can't store ${describe(bad.value)} in the pull steps of a file.`,
    fix: "Put it in quotes.",
  });
  return INVALID;
};

function findUnwritable(value: PyValue, path: Path, depth = 0): { value: PyValue; path: Path } | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const items: Iterable<[string | number, PyValue]> | undefined = Array.isArray(value)
    ? value.entries()
    : value instanceof PyDict
      ? [...value.entries()].map(([key, item]) => [keyText(key), item])
      : undefined;
  if (!items || depth > 100) return { value, path };
  for (const [key, item] of items) {
    const found = findUnwritable(item, [...path, key], depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** A file as Prefect's model takes it. */
export interface PrefectYaml {
  /** Of `deployments:`, each with its place in the list; one that the model refuses is left out. */
  deployments: { index: number; config: Config }[];
  /** `build`, `push`, `pull` where the file gives them. */
  steps: Config;
}

/** Our own key of a deployment and of a file: Prefect has no such key and ignores it. */
export const CICD_KEY = "x-cicd";

/** Keys of a deployment that Prefect's model has. */
export const DEPLOYMENT_KEYS = [
  "name",
  "version",
  "version_type",
  "tags",
  "description",
  "schedule",
  "schedules",
  "paused",
  "concurrency_limit",
  "flow_name",
  "entrypoint",
  "parameters",
  "enforce_parameter_schema",
  "build",
  "push",
  "pull",
  "work_pool",
  "triggers",
  "sla",
] as const;

/**
 * Takes a file's value as `PrefectYamlModel` does. Where Prefect would drop the whole file for a problem, the rest
 * is read on, so that every problem is told at once.
 */
export function prefectYaml(value: PyDict, problems: Problem[], ignored: Problem[]): PrefectYaml {
  const top = model(
    {
      name: optional(text),
      "prefect-version": optional(text),
      prefect_version: optional(text),
      build: optional(steps),
      push: optional(steps),
      pull: optional(pullOfFile),
    },
    undefined,
  );
  const sections = top(
    PyDict.of([...value.entries()].filter(([key]) => key !== "deployments")),
    [],
    problems,
  );
  const deployments = value.get("deployments");
  return {
    steps: sections === INVALID ? new Map() : sections,
    deployments: deployments === undefined ? [] : deploymentList(deployments, problems, ignored),
  };
}

function deploymentList(value: PyValue, problems: Problem[], ignored: Problem[]): PrefectYaml["deployments"] {
  const path: Path = ["deployments"];
  const coerce = deploymentConfig(ignored);
  if (!Array.isArray(value)) {
    // A set or a tuple can only come of YAML's own tags: `list` tells of what is neither.
    if (list(any)(value, path, problems) === INVALID) return [];
  }
  const deployments: PrefectYaml["deployments"] = [];
  for (const [index, item] of listItems(value as PyValue[]).entries()) {
    if (problems.length > MOST_PROBLEMS) break;
    const config = coerce(item, [...path, index], problems);
    if (config !== INVALID) deployments.push({ index, config });
  }
  return deployments;
}
