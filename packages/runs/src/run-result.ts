import type { Pace } from "./baseline.ts";
import type { Outcome } from "./judge.ts";

/** One run, from its start to its end. */
export interface RunResult extends Outcome, Pace {
  /** `flow-name/deployment-name` */
  deployment: string;
  /** Null where it could not be started. */
  id: string | null;
  name: string | null;
  /** Its page in Prefect's UI; null where the address of the API tells of none. */
  url: string | null;
  /** Name of its last state, as Prefect has it. */
  state: string | null;
  /** Whether it was started now; otherwise the job had started it when it was run before. */
  isNew: boolean;
  /** Names of the runs of subflows that failed. */
  failedSubflows: string[];
  /** The last lines of its log, where it did not pass. */
  lastLines: string[];
  /** True where it was asked to stop and did not in time. */
  isRunning: boolean;
}
