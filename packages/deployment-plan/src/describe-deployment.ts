import { isNumber, isObject, type Json } from "#json";
import { describePair, leafChanges, shorten } from "./describe-value.ts";
import type {
  AutomationChange,
  ShownDeployment,
  ShownFieldChange,
  ShownScheduleChange,
  ShownScheduleState,
} from "./plan.ts";
import { titleOf } from "./schedule-spec.ts";

/** One line of what changes: `+ schedule cron 0 5 * * * (UTC)` or `job_variables.image: a:1 → a:2`. */
export interface DetailLine {
  sign: "+" | "-" | "~";
  label: string;
  /** Null where the label says everything. */
  before: string | null;
  after: string | null;
}

/** At most so many values of one field are spelt out. */
const VALUES_PER_FIELD = 5;
/** What a plan changes of one deployment, line by line. */
export function detailsOf(planned: ShownDeployment): DetailLine[] {
  const fields =
    planned.action === "create"
      ? planned.changes.flatMap(creationLines)
      : planned.changes.flatMap(fieldLines);
  return [
    ...fields,
    ...planned.schedules.flatMap(scheduleLines),
    ...planned.automations.flatMap(automationLines),
  ];
}

/** What happens to scheduled runs, or null where nothing does. */
export function droppedRunsOf(planned: ShownDeployment): string | null {
  const { droppedRuns } = planned;
  if (droppedRuns === 0) return null;
  const runs = `${droppedRuns} scheduled ${droppedRuns === 1 ? "run" : "runs"} dropped`;
  return bringsRunsBack(planned) ? `${runs}, rescheduled within seconds` : runs;
}

/** Whether the scheduler makes runs again after what is planned. */
function bringsRunsBack({ action, live, changes, schedules }: ShownDeployment): boolean {
  const paused = changes.find(({ field }) => field === "paused")?.after ?? live?.paused ?? false;
  return action === "update" && !paused && schedules.some(({ after }) => after?.active);
}

/** Every field of a new deployment that says something; what is empty is as if it was not there. */
function creationLines({ field, after }: ShownFieldChange): DetailLine[] {
  if (isEmpty(after)) return [];
  switch (field) {
    case "pull_steps":
      return stepLines(after);
    case "parameter_openapi_schema":
      return schemaLine(after);
    case "enforce_parameter_schema":
      return after === true ? [] : [added(field, after)];
    case "paused":
      return after === false ? [] : [added(field, after)];
    case "parameters":
    case "job_variables":
      return limited(
        field,
        "+",
        leafChanges(field, {}, after).map(({ path, after: value }) => added(path, value ?? null)),
      );
    default:
      return [added(field, after)];
  }
}

function added(label: string, value: Json): DetailLine {
  return { sign: "+", label: shorten(label, 100), before: null, after: describePair(undefined, value).after };
}

function isEmpty(value: Json): boolean {
  if (value === null) return true;
  return !isNumber(value) && typeof value === "object" && Object.keys(value).length === 0;
}

/** Each argument of each step, under the step's own name: `pull_steps[0].git_clone.branch`. */
function stepLines(steps: Json): DetailLine[] {
  const list = Array.isArray(steps) ? steps.filter(isObject) : [];
  return list.flatMap((step, index) =>
    Object.entries(step).flatMap(([name, options]) => {
      const label = `pull_steps[${index}].${name.slice(name.lastIndexOf(".") + 1)}`;
      if (!isObject(options) || isEmpty(options)) return [added(label, options)];
      return Object.entries(options).map(([option, value]) => added(`${label}.${option}`, value));
    }),
  );
}

/** The names of a flow's parameters: what values they take stands in the plan's JSON. */
function schemaLine(schema: Json): DetailLine[] {
  const properties = isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];
  return properties.length === 0 ? [] : [added("parameters of the flow", properties)];
}

/** The first lines of a field, and how many more there are. */
function limited(field: string, sign: DetailLine["sign"], lines: DetailLine[]): DetailLine[] {
  const more = lines.length - VALUES_PER_FIELD;
  if (more <= 0) return lines;
  return [
    ...lines.slice(0, VALUES_PER_FIELD),
    { sign, label: `${field}: ${more} more`, before: null, after: null },
  ];
}

function fieldLines({ field, before, after }: ShownFieldChange): DetailLine[] {
  if (field === "tags") return tagLines(before, after);
  const leaves = leafChanges(field, before ?? undefined, after ?? undefined);
  const lines = leaves.map((leaf): DetailLine => {
    const sign = leaf.before === undefined ? "+" : leaf.after === undefined ? "-" : "~";
    return { sign, label: shorten(leaf.path, 100), ...describePair(leaf.before, leaf.after) };
  });
  return limited(field, "~", lines);
}

function tagLines(before: Json, after: Json): DetailLine[] {
  const [old, now] = [before, after].map((tags) => (Array.isArray(tags) ? tags.map(String) : []));
  const line = (sign: "+" | "-") => (tag: string) =>
    ({ sign, label: `tag ${shorten(tag)}`, before: null, after: null }) satisfies DetailLine;
  return [
    ...(old ?? []).filter((tag) => !now?.includes(tag)).map(line("-")),
    ...(now ?? []).filter((tag) => !old?.includes(tag)).map(line("+")),
  ];
}

function scheduleLines({ action, title, before, after }: ShownScheduleChange): DetailLine[] {
  const name = `schedule ${shorten(title, 100)}`;
  if (action === "unchanged") return [];
  if (action === "delete") return [{ sign: "-", label: name, before: null, after: null }];
  if (action === "create")
    return [{ sign: "+", label: `${name}${besideTimes(after)}`, before: null, after: null }];
  const lines = partLines(name, before && readable(before), after && readable(after));
  const old = before ? titleOf(before.schedule) : title;
  return old === title
    ? lines
    : [{ sign: "~", label: "schedule", before: shorten(old, 100), after: shorten(title, 100) }, ...lines];
}

/** What tells two schedules of the same times apart. */
function besideTimes(after: ShownScheduleState | null): string {
  if (after === null) return "";
  const { slug, parameters, active } = after;
  const given =
    Object.keys(parameters).length === 0 ? [] : [`parameters ${describePair(undefined, parameters).after}`];
  const parts = [
    ...(slug === null ? [] : [`slug ${shorten(slug)}`]),
    ...given,
    ...(active ? [] : ["paused"]),
  ];
  return parts.map((part) => `, ${part}`).join("");
}

/** What of a schedule its title doesn't tell, under the words that a reader knows. */
function readable({ active, parameters, slug, schedule }: ShownScheduleState): { [key: string]: Json } {
  const anchor = schedule.anchor_date ?? null;
  return { state: active ? "active" : "paused", parameters, slug, anchor_date: anchor };
}

function automationLines({ action, name, before, after }: AutomationChange): DetailLine[] {
  const label = `automation ${shorten(name)}`;
  if (action === "unchanged") return [];
  if (action !== "update")
    return [{ sign: action === "create" ? "+" : "-", label, before: null, after: null }];
  return partLines(label, before, after);
}

function partLines(
  name: string,
  before: { [key: string]: Json } | null,
  after: { [key: string]: Json } | null,
): DetailLine[] {
  return leafChanges("", before ?? undefined, after ?? undefined)
    .slice(0, VALUES_PER_FIELD)
    .map((leaf) => ({
      sign: "~",
      label: `${name}: ${shorten(leaf.path.replace(/^\./, ""), 100)}`,
      ...describePair(leaf.before, leaf.after),
    }));
}
