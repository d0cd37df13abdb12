import { isObject } from "#json";
import { isExact, matchesLabel, mayBeginWith } from "./label-pattern.ts";

/** A value that a trigger asks a label for. */
export interface Pattern {
  /** The only value that it matches; null where there may be others. */
  exact: string | null;
  matches(value: string): boolean;
  /** Whether it may match some value that begins so. */
  mayBeginWith(beginning: string): boolean;
}

/** Labels of one resource, each with the values of which it has to have one. */
export type Specification = readonly (readonly [label: string, patterns: readonly Pattern[]])[];

/** A trigger that goes by events. */
export interface EventTrigger {
  /** Names of events that it waits for, or for which first one of these has to come; none for any event. */
  expects: readonly Pattern[];
  /** The resource that the event is about. */
  match: Specification;
  /** Each has to be met by one of the related resources. */
  related: readonly Specification[];
}

/**
 * The triggers that a trigger of Prefect's API consists of: itself, or all parts of a composite one. What has another
 * shape asks for nothing.
 * Source: `prefect.server.events.schemas.automations`.
 */
export function parseTrigger(trigger: unknown): EventTrigger[] {
  if (!isObject(trigger)) return [];
  if (Array.isArray(trigger.triggers)) return trigger.triggers.flatMap(parseTrigger);
  return [
    {
      expects: [...patterns(trigger.expect), ...patterns(trigger.after)],
      match: specification(trigger.match),
      related: [trigger.match_related].flat().map(specification),
    },
  ];
}

function specification(value: unknown): Specification {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([label, values]) => [label, patterns(values)] as const);
}

function patterns(value: unknown): Pattern[] {
  return [value]
    .flat()
    .filter((text): text is string => typeof text === "string")
    .map((text) => {
      const exact = isExact(text) ? text : null;
      return {
        exact,
        matches: exact === null ? (other) => matchesLabel(text, other) : (other) => other === exact,
        mayBeginWith: (beginning) => mayBeginWith(text, beginning),
      };
    });
}
