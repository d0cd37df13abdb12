import type { Fault } from "#diagnostics";
import {
  type AutomationCaller,
  automationCallers,
  type CallerAutomation,
} from "./callers/automation-callers.ts";
import type { DeploymentCall } from "./callers/deployment-calls.ts";
import type { DeploymentResource } from "./callers/deployment-events.ts";
import { type DeploymentSchedule, type NextRuns, nextRuns } from "./next-runs/next-runs.ts";
import type { Reckoning } from "./next-runs/schedule-spec.ts";
import type { CodeOwners } from "./owners/code-owners.ts";

/** A deployment before or after a change. */
export interface DeploymentSide extends DeploymentResource {
  paused: boolean;
  schedules: readonly DeploymentSchedule[];
}

/** A deployment that a change makes, changes, removes or renames. */
export interface ChangedDeployment {
  /** Null for a new one, also for the new name of a renamed one. */
  before: DeploymentSide | null;
  /** Null for one that goes. */
  after: DeploymentSide | null;
  /** File of its flow, from the repository's root; null where it isn't known. */
  flowFile: string | null;
  /** Files of the change that it hangs on: its definition, its flow's code. */
  changedFiles: readonly string[];
}

/** What is known around the deployments once the change is made. */
export interface Surroundings {
  now: Date;
  /** The server's Prefect, which decides about runs as clocks change; the newest where it isn't known. */
  prefect?: Reckoning["prefect"];
  /** Calls of `run_deployment` with a literal, at the head commit. */
  calls: readonly DeploymentCall[];
  /**
   * Automations as they will be: without those that the change deletes, with those that it makes. Null where no
   * server is asked.
   */
  automations: readonly CallerAutomation[] | null;
  /**
   * Automations that the files' triggers become, which are known without a server. Those that are among
   * `automations` already are left out.
   */
  triggers: readonly CallerAutomation[];
  owners: CodeOwners;
  /** Old keys to new ones, see `findRenames`. */
  renames: ReadonlyMap<string, string>;
}

/** What hangs on a changed deployment. All of it is JSON. */
export interface Impact {
  /** Files of the change that it hangs on: its definition, its flow's code. */
  changedFiles: string[];
  /** Null on the side where there is no deployment. */
  nextRuns: { before: NextRuns | null; after: NextRuns | null };
  callers: {
    /** Calls in the repository's code, in order of files and lines. */
    calls: DeploymentCall[];
    automations: AutomationCaller[];
    /** False where no server was asked, so that only the files' own triggers are told. */
    isComplete: boolean;
  };
  owners: {
    /** Owners of the flow's file. */
    flow: string[];
    /** Owners of the changed files. */
    changes: string[];
  };
  /** The new key of a renamed deployment, on what goes. */
  renamedTo: string | null;
  /** The old key of a renamed deployment, on what is new. */
  renamedFrom: string | null;
  /** True where the deployment goes or gets another name while something still calls it. */
  isDangling: boolean;
}

/** What hangs on one changed deployment, out of what is known of it and around it. */
export function impactOf(changed: ChangedDeployment, around: Surroundings): Impact {
  const { before, after } = changed;
  const side = after ?? before;
  if (!side) throw new Error("A changed deployment is there before or after the change.");
  const key = keyOf(side);
  const calls = around.calls.filter(({ deployment }) => deployment === key || deployment === side.id);
  const automations = automationCallers([...(around.automations ?? []), ...around.triggers], side);
  const isGone = after === null;
  const impact: Impact = {
    changedFiles: [...changed.changedFiles],
    nextRuns: {
      before: before && nextRuns(before, around.now, around.prefect),
      after: after && nextRuns(after, around.now, around.prefect),
    },
    callers: { calls, automations, isComplete: around.automations !== null },
    owners: {
      flow: ownersOf(changed.flowFile === null ? [] : [changed.flowFile], around.owners),
      changes: ownersOf(changed.changedFiles, around.owners),
    },
    renamedTo: isGone ? (around.renames.get(key) ?? null) : null,
    renamedFrom: before ? null : oldKeyOf(key, around.renames),
    isDangling: false,
  };
  return { ...impact, isDangling: isGone && danglingFaults(key, impact).length > 0 };
}

/**
 * One fault for each thing that still calls a deployment which goes or gets another name.
 *
 * @param key `flow-name/deployment-name` of what goes
 */
export function danglingFaults(key: string, { callers, renamedTo }: Impact): Fault[] {
  const what = renamedTo === null ? "is removed" : `is renamed to ${renamedTo}`;
  const instead =
    renamedTo === null ? "Keep the deployment, or take the call out" : `Call ${renamedTo} instead`;
  const calls = callers.calls.map(
    ({ file, line, column }): Fault => ({
      code: "caller-left",
      message: `${key} ${what}, and run_deployment still calls it here.`,
      location: { file, line, column },
      fix: `${instead}; \`dangling: warn\` lets it pass.`,
    }),
  );
  const automations = callers.automations
    .filter(({ isOwn, isNamed }) => !isOwn && isNamed)
    .map(
      ({ name, kind }): Fault => ({
        code: "caller-left",
        message: `${key} ${what}, and the automation "${name}" still ${kind === "waits" ? "waits for" : kind} it.`,
        fix: `Change or delete the automation first; \`dangling: warn\` lets it pass.`,
      }),
    );
  return [...calls, ...automations];
}

function keyOf({ flowName, name }: DeploymentSide): string {
  return `${flowName}/${name}`;
}

function oldKeyOf(key: string, renames: ReadonlyMap<string, string>): string | null {
  return [...renames].find(([, newKey]) => newKey === key)?.[0] ?? null;
}

function ownersOf(files: readonly string[], owners: CodeOwners): string[] {
  return [...new Set(files.flatMap((file) => owners.ownersOf(file)))];
}
