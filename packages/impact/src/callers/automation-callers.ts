import {
  type DeploymentResource,
  deploymentEvents,
  type EventKind,
  matchTriggers,
} from "./deployment-events.ts";
import { type EventTrigger, parseTrigger } from "./parse-trigger.ts";

/** An automation of the server, or the one that Prefect will make of a trigger in a file. */
export interface CallerAutomation {
  /** Null for one that isn't made yet. */
  id: string | null;
  name: string;
  enabled: boolean;
  /** Trigger and actions as Prefect's API has them (`AutomationCore`). */
  trigger: unknown;
  actions: readonly unknown[];
  actions_on_trigger?: readonly unknown[];
  actions_on_resolve?: readonly unknown[];
  /** `flow-name/deployment-name` of the deployment whose trigger it is, which it runs and with which it goes. */
  owner?: string | null;
}

/** How an automation hangs on a deployment. */
export interface AutomationCaller {
  id: string | null;
  name: string;
  enabled: boolean;
  /**
   * `runs`, `pauses`, `resumes`: one of its actions does that to the deployment; `waits`: it runs others after the
   * deployment's own runs; `watches`: it does something else when the deployment's runs or status change.
   */
  kind: "runs" | "pauses" | "resumes" | "waits" | "watches";
  /** Set where it is made of one of the deployment's own triggers, and goes with it. */
  isOwn: boolean;
  /** True where it names the deployment or its flow, and so does nothing any more when that is gone. */
  isNamed: boolean;
  /** What it runs after the deployment: keys of owners, ids of others. */
  runs: string[];
}

const ACTIONS = {
  "run-deployment": "runs",
  "pause-deployment": "pauses",
  "resume-deployment": "resumes",
} as const;

/**
 * Which automations hang on a deployment. One that only watches counts where it names the deployment or its flow:
 * what goes by every run of a server hangs on none.
 * Source of actions: `prefect.server.events.actions`.
 */
export function automationCallers(
  automations: readonly CallerAutomation[],
  deployment: DeploymentResource,
): AutomationCaller[] {
  const events = deploymentEvents(deployment);
  return automations.flatMap((automation) => callerOf(automation, deployment, events) ?? []);
}

function callerOf(
  automation: CallerAutomation,
  deployment: DeploymentResource,
  events: readonly EventKind[],
): AutomationCaller | undefined {
  const key = `${deployment.flowName}/${deployment.name}`;
  const { id, name, enabled, owner } = automation;
  const { triggers, actions } = parsed(automation);
  const match = matchTriggers(triggers, events);
  const done = actions.find(({ deploymentId }) => deploymentId !== null && deploymentId === deployment.id);
  // A deployment that is inferred is the one that the event is about.
  const inferred = match && actions.find(({ isInferred }) => isInferred);
  const runs = actions.flatMap((action) => (action.kind === "runs" ? (action.deploymentId ?? []) : []));
  const others = owner ? [owner] : runs;
  const caller = { id, name, enabled, isOwn: owner === key };
  if (caller.isOwn || done) {
    return { ...caller, kind: caller.isOwn ? "runs" : (done?.kind ?? "runs"), isNamed: true, runs: [] };
  }
  if (inferred) return { ...caller, kind: inferred.kind, isNamed: match.isNamed, runs: [] };
  if (!match) return undefined;
  if (others.length > 0)
    return { ...caller, kind: "waits", isNamed: match.isNamed, runs: [...new Set(others)] };
  return match.isNamed ? { ...caller, kind: "watches", isNamed: true, runs: [] } : undefined;
}

interface Parsed {
  triggers: EventTrigger[];
  actions: DeploymentAction[];
}

/** The same automations are held against many deployments. */
const known = new WeakMap<CallerAutomation, Parsed>();

function parsed(automation: CallerAutomation): Parsed {
  const found = known.get(automation) ?? {
    triggers: parseTrigger(automation.trigger),
    actions: actionsOf(automation),
  };
  known.set(automation, found);
  return found;
}

interface DeploymentAction {
  kind: (typeof ACTIONS)[keyof typeof ACTIONS];
  deploymentId: string | null;
  isInferred: boolean;
}

function actionsOf(automation: CallerAutomation): DeploymentAction[] {
  const { actions, actions_on_trigger = [], actions_on_resolve = [] } = automation;
  return [...actions, ...actions_on_trigger, ...actions_on_resolve].flatMap((action) => {
    if (typeof action !== "object" || action === null) return [];
    const { type, source, deployment_id } = action as Record<string, unknown>;
    if (typeof type !== "string" || !Object.hasOwn(ACTIONS, type)) return [];
    return [
      {
        kind: ACTIONS[type as keyof typeof ACTIONS],
        deploymentId: typeof deployment_id === "string" ? deployment_id : null,
        isInferred: source === "inferred",
      },
    ];
  });
}
