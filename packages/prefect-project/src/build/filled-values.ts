import { same } from "#json";
import { type Config, type ConfigValue, toJson } from "../config-value.ts";
import type { Path } from "../model/coerce.ts";
import type { FilledValue } from "./desired-deployment.ts";
import { type PlacedPlaceholder, placeholdersIn } from "./placeholders-in.ts";

/** Two sides of one part of a definition: as the file has it, and with every placeholder filled in. */
export interface WrittenAndFilled {
  written: ConfigValue | undefined;
  filled: ConfigValue | undefined;
  /** Where the part stands in a deployment, such as `["parameters"]`. */
  place: Path;
  /** Whether what is inside stands at the same paths there. */
  keepsPaths: boolean;
}

/**
 * Which values of a deployment do not stand in the file as they are stored: what a plan shows of them is the file's own
 * text, whatever a variable or a block holds.
 */
export function filledValues(parts: readonly WrittenAndFilled[]): FilledValue[] {
  return parts.flatMap(({ written, filled, place, keepsPaths }) => {
    if (written === undefined) return [];
    return groupedByPath(placeholdersIn(written, [])).flatMap((placed): FilledValue[] => {
      const [first] = placed;
      if (!first) return [];
      const text = at(written, first.path);
      const value = at(filled, first.path);
      if (typeof text !== "string" || value === undefined || same(value, text)) return [];
      const json = toJson(value);
      const names = placed.map(nameOf);
      return [
        {
          place: keepsPaths ? [...place, ...first.path] : place,
          keepsPaths,
          written: text,
          value: json,
          names,
        },
      ];
    });
  });
}

function groupedByPath(placeholders: readonly PlacedPlaceholder[]): PlacedPlaceholder[][] {
  const byPath = new Map<string, PlacedPlaceholder[]>();
  for (const one of placeholders) {
    const path = JSON.stringify(one.path);
    const placed = byPath.get(path);
    if (placed) placed.push(one);
    else byPath.set(path, [one]);
  }
  return [...byPath.values()];
}

/** What a value is taken from: `$DB_PWD`, or the block's or the variable's own placeholder. */
function nameOf({ placeholder: { name, type } }: PlacedPlaceholder): string {
  return type === "environment" ? `$${name.replace(/^\$+/, "")}` : name;
}

function at(value: ConfigValue | undefined, path: Path): ConfigValue | undefined {
  let inner = value;
  for (const key of path) {
    if (inner instanceof Map) inner = inner.get(String(key));
    else if (Array.isArray(inner)) inner = inner[Number(key)];
    else return undefined;
  }
  return inner;
}

/** The parts of a definition's configuration, each with its place in the deployment that is made of it. */
export function partsOf(written: Config, filled: Config): WrittenAndFilled[] {
  const pool = (config: Config, key: string) => {
    const value = config.get("work_pool");
    return value instanceof Map ? value.get(key) : undefined;
  };
  const part = (key: string, place: Path = [key], keepsPaths = false): WrittenAndFilled => ({
    written: written.get(key),
    filled: filled.get(key),
    place,
    keepsPaths,
  });
  const ofPool = (key: string, field: string): WrittenAndFilled => ({
    written: pool(written, key),
    filled: pool(filled, key),
    place: [field],
    keepsPaths: true,
  });
  return [
    part("parameters", ["parameters"], true),
    ofPool("job_variables", "job_variables"),
    ofPool("name", "work_pool_name"),
    ofPool("work_queue_name", "work_queue_name"),
    ...["description", "version", "tags", "entrypoint", "concurrency_limit"].map((key) => part(key)),
    part("schedules"),
    part("schedule", ["schedules"]),
    part("triggers", ["automations"]),
  ];
}
