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
/** What a reader wants to know of a new deployment; the plan's JSON has the rest. */
const SHOWN_AT_CREATION = ["entrypoint", "work_pool_name", "work_queue_name", "tags", "parameters", "paused"];

/** What a plan changes of one deployment, line by line. */
export function detailsOf(planned: ShownDeployment): DetailLine[] {
  const fields =
    planned.action === "create" ? planned.changes.flatMap(creationLine) : planned.changes.flatMap(fieldLines);
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
export function bringsRunsBack({ action, live, changes, schedules }: ShownDeployment): boolean {
  const paused = changes.find(({ field }) => field === "paused")?.after ?? live?.paused ?? false;
  return action === "update" && !paused && schedules.some(({ after }) => after?.active);
}

function creationLine({ field, after }: ShownFieldChange): DetailLine[] {
  if (field === "pull_steps") return checkoutLines(after);
  const isEmpty =
    after === null ||
    after === false ||
    (!isNumber(after) && typeof after === "object" && Object.keys(after).length === 0);
  if (!SHOWN_AT_CREATION.includes(field) || isEmpty) return [];
  return [{ sign: "+", label: field, before: null, after: describePair(undefined, after).after }];
}

/** Which code a new deployment runs: the branch or commit of each of its clones. */
function checkoutLines(pullSteps: Json): DetailLine[] {
  const steps = Array.isArray(pullSteps) ? pullSteps.filter(isObject) : [];
  return steps.flatMap((step) =>
    Object.entries(step).flatMap(([name, options]) => {
      if (!name.endsWith("git_clone") || !isObject(options)) return [];
      return ["branch", "commit_sha"].flatMap((option): DetailLine[] => {
        const value = options[option] ?? null;
        if (value === null) return [];
        return [{ sign: "+", label: option, before: null, after: describePair(undefined, value).after }];
      });
    }),
  );
}

function fieldLines({ field, before, after }: ShownFieldChange): DetailLine[] {
  if (field === "tags") return tagLines(before, after);
  const leaves = leafChanges(field, before ?? undefined, after ?? undefined);
  const lines = leaves.slice(0, VALUES_PER_FIELD).map((leaf): DetailLine => {
    const sign = leaf.before === undefined ? "+" : leaf.after === undefined ? "-" : "~";
    return { sign, label: shorten(leaf.path, 100), ...describePair(leaf.before, leaf.after) };
  });
  const more = leaves.length - lines.length;
  return more > 0
    ? [...lines, { sign: "~", label: `${field}: ${more} more`, before: null, after: null }]
    : lines;
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
  if (action === "create") {
    return [{ sign: "+", label: after?.active ? name : `${name}, paused`, before: null, after: null }];
  }
  const lines = partLines(name, before && readable(before), after && readable(after));
  const old = before ? titleOf(before.schedule) : title;
  return old === title
    ? lines
    : [{ sign: "~", label: "schedule", before: shorten(old, 100), after: shorten(title, 100) }, ...lines];
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
