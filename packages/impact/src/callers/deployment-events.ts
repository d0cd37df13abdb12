import type { EventTrigger, Pattern, Specification } from "./parse-trigger.ts";

/** What Prefect tells of a deployment in the events of its runs. */
export interface DeploymentResource {
  flowName: string;
  name: string;
  /** Ids on the server; null where none is asked. */
  id: string | null;
  flowId: string | null;
  tags: readonly string[];
  workPool: string | null;
  workQueue: string | null;
}

/** How a trigger goes by a deployment's runs or its status. */
export interface TriggerMatch {
  /** Whether it names the deployment or its flow, and so stands idle without it. */
  isNamed: boolean;
}

/** A kind of event, and the resources that it is about. */
export interface EventKind {
  /** With which its name and the id of its resource begin. */
  prefix: string;
  /** Labels of the resource itself as far as they are known before; others may be anything. */
  resource: Labels;
  related: readonly Labels[];
}

type Labels = Readonly<Record<string, string>>;

const ID = "prefect.resource.id";
const NAME = "prefect.resource.name";
const ROLE = "prefect.resource.role";

/** What a trigger may go by of a deployment (`prefect.server.models.events`). */
export function deploymentEvents({
  flowName,
  name,
  id,
  flowId,
  tags,
  workPool,
  workQueue,
}: DeploymentResource): EventKind[] {
  const resource = (role: string, ofId: string | null, ofName: string): Labels => ({
    ...(ofId === null ? {} : { [ID]: `prefect.${role}.${ofId}` }),
    [ROLE]: role,
    [NAME]: ofName,
  });
  const deployment = resource("deployment", id, name);
  const around = [
    resource("flow", flowId, flowName),
    ...(workQueue === null ? [] : [resource("work-queue", null, workQueue)]),
    ...(workPool === null ? [] : [resource("work-pool", null, workPool)]),
    ...tags.map((tag) => ({ [ID]: `prefect.tag.${tag}`, [ROLE]: "tag" })),
  ];
  return [
    { prefix: "prefect.flow-run.", resource: {}, related: [deployment, ...around] },
    { prefix: "prefect.deployment.", resource: deployment, related: around },
  ];
}

/**
 * Whether one of some triggers waits for one of a deployment's events: those of its flow runs (`prefect.flow-run.*`) or
 * of its status (`prefect.deployment.*`). Undefined where none does. Where only the event itself would tell, such as
 * the name of a run, it is taken to match.
 * Source: `ResourceTrigger.covers_resources` and `EventTrigger.covers` of
 * `prefect.server.events.schemas.automations`.
 */
export function matchTriggers(
  triggers: readonly EventTrigger[],
  events: readonly EventKind[],
): TriggerMatch | undefined {
  let found: TriggerMatch | undefined;
  for (const trigger of triggers) {
    for (const event of events) {
      const match = matchEvent(trigger, event);
      if (match?.isNamed) return match;
      found ??= match;
    }
  }
  return found;
}

function matchEvent(trigger: EventTrigger, event: EventKind): TriggerMatch | undefined {
  if (trigger.expects.length > 0 && !trigger.expects.some((one) => one.mayBeginWith(event.prefix))) {
    return undefined;
  }
  if (!trigger.match.every(([label, patterns]) => mayHold(label, patterns, event))) return undefined;
  let isNamed = names(trigger.match, event.resource);
  for (const specification of trigger.related) {
    if (specification.length === 0) continue;
    const resource = event.related.find((labels) => holds(specification, labels));
    if (!resource) return undefined;
    isNamed ||= /^(deployment|flow)$/.test(resource[ROLE] ?? "") && names(specification, resource);
  }
  return { isNamed };
}

function mayHold(label: string, patterns: readonly Pattern[], event: EventKind): boolean {
  const known = event.resource[label];
  if (known !== undefined) return patterns.some((pattern) => pattern.matches(known));
  return label !== ID || mayBeId(patterns, event.prefix);
}

function holds(specification: Specification, labels: Labels): boolean {
  return specification.every(([label, patterns]) => {
    const value = labels[label];
    if (value !== undefined) return patterns.some((pattern) => pattern.matches(value));
    return label === ID && mayBeId(patterns, `prefect.${labels[ROLE]}.`);
  });
}

/** An id that is not known is not the one that a pattern spells out. */
function mayBeId(patterns: readonly Pattern[], beginning: string): boolean {
  return patterns.some(({ exact, mayBeginWith }) => exact === null && mayBeginWith(beginning));
}

/** Whether it asks for just the id or the name of a resource. */
function names(specification: Specification, labels: Labels): boolean {
  return specification.some(
    ([label, patterns]) =>
      (label === ID || label === NAME) &&
      patterns.some(({ exact }) => exact !== null && exact === labels[label]),
  );
}
