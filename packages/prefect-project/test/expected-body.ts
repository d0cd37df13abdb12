import { isObject, type Json } from "#json";
import { typedNumbersPlain } from "#prefect-api";
import type { DesiredAutomation, DesiredDeployment, DesiredSchedule } from "../src/index.ts";
import type { Deployed } from "./oracle/prefect-deployer.ts";

type Body = { [field: string]: Json };

/** What Prefect sends for a deployment, with what differs on purpose, or from one moment to the next, taken out. */
export function sentByPrefect({ body: given = {}, automations: made = [] }: Deployed): Body {
  const [body, automations] = [given, made].map(typedNumbersPlain) as [Body, Body[]];
  const {
    flow_id,
    version_info,
    infrastructure_document_id,
    storage_document_id,
    branch,
    base,
    root,
    ...fields
  } = body;
  const { labels, ...rest } = fields;
  return {
    ...rest,
    // On purpose: no description is null, never the text `None`.
    description: fields.description === "None" ? null : (fields.description ?? null),
    concurrency_options: fields.concurrency_options ?? null,
    schedules: (fields.schedules as Body[]).map(sentSchedule),
    automations: automations.map((automation) => {
      const [action] = automation.actions as Body[];
      return {
        name: automation.name ?? null,
        description: automation.description ?? null,
        enabled: automation.enabled ?? null,
        trigger: sorted(automation.trigger ?? null),
        parameters: action?.parameters ?? null,
        job_variables: action?.job_variables ?? null,
        schedule_after: action?.schedule_after ?? null,
      };
    }),
  };
}

function sentSchedule(sent: Body): Body {
  const schedule = sent.schedule as Body;
  const timing: Body = { ...schedule };
  // The client adds a start to a rule without one, as the server does.
  if (typeof timing.rrule === "string")
    timing.rrule = timing.rrule.replace(/^DTSTART:20200101T000000\n(?!DTSTART)/, "");
  // An interval without an anchor gets the moment of the deploy.
  if (typeof timing.anchor_date === "string" && Date.now() - Date.parse(timing.anchor_date) < 600_000) {
    timing.anchor_date = null;
  }
  return {
    schedule: timing,
    active: sent.active ?? null,
    parameters: sent.parameters ?? null,
    slug: sent.slug ?? null,
    replaces: sent.replaces ?? null,
  };
}

/** The same of what we would send. */
export function sentByUs({ fields, name, schedules, automations }: DesiredDeployment): Body {
  return {
    ...(fields as unknown as Body),
    name,
    schedules: schedules.map(({ location, ...schedule }: DesiredSchedule) => schedule as unknown as Body),
    automations: automations.map(
      ({ location, ...automation }: DesiredAutomation) =>
        ({ ...automation, trigger: sorted(automation.trigger) }) as unknown as Body,
    ),
  };
}

/** Events are sets: their order has no meaning. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "string") ? [...value].sort() : value.map(sorted);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}
