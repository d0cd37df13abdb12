/**
 * The differences on purpose, by their headings in docs/differences-from-prefect-deploy.md, as far as a first deploy
 * can show them.
 */
export const NAMED_DIFFERENCES = [
  "Missing descriptions",
  "Triggers",
  "Approximate parameter schemas",
  "Build and push steps",
  "Flows that only running tells",
  "Modules that fail when they run",
  "Two deployments of one name",
  "Unusual schedules",
  "Dates in pull steps",
  "Values that can't be kept",
  "Names",
] as const;

export type NamedDifference = (typeof NAMED_DIFFERENCES)[number];

/** By which difference on purpose ours refuses what `prefect deploy` accepts: the message tells. */
const REFUSALS: readonly (readonly [RegExp, NamedDifference])[] = [
  [/can't be told from the source/, "Flows that only running tells"],
  [/^There are two deployments /, "Two deployments of one name"],
  [/^Prefect refuses the recurrence rule\. .* is no date such as /, "Unusual schedules"],
  [/^Prefect refuses the cron expression ".*\br(\(\d+-\d+\))?\/\d+ is out of range/i, "Unusual schedules"],
  [/^The anchor date ".*" is not understood\./, "Unusual schedules"],
  [/^Prefect can't store the date .* in the pull steps of a file\./, "Dates in pull steps"],
  [/^Service level agreements are not deployed here/, "Values that can't be kept"],
  [/^The trigger's name is empty/, "Values that can't be kept"],
];

/** The names for reasons of a refusal; none as soon as one reason has no name. */
export function nameRefusal(reasons: readonly string[]): NamedDifference[] {
  const names = reasons.map((reason) => REFUSALS.find(([pattern]) => pattern.test(reason))?.[1]);
  if (names.length === 0 || names.includes(undefined)) return [];
  return [...new Set(names.filter((name) => name !== undefined))];
}
