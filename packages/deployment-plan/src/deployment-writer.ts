import { type Fault, FaultError } from "#diagnostics";
import { PrefectApiError } from "#prefect-api";
import type { PlannedDeployment } from "./plan.ts";
import type { Made, WriteRunner } from "./run-writes.ts";
import type { Write } from "./write.ts";
import { writesOf } from "./writes.ts";

/** Why writing stopped: `busy` and `unreachable` may be over the next time. */
export type Failure = "refused" | "busy" | "unreachable";

/** Writes one deployment, one request after another. The first that fails ends it; run again, it goes on there. */
export class DeploymentWriter {
  readonly planned: PlannedDeployment;
  readonly made: Made;
  fault: Fault | null = null;
  failure: Failure | null = null;
  /** Whether the server may hold something of it already. */
  hasBegun = false;
  private readonly runner: WriteRunner;
  private readonly writes: Write[];

  constructor(planned: PlannedDeployment, runner: WriteRunner) {
    this.planned = planned;
    this.runner = runner;
    this.writes = writesOf(planned);
    this.made = { id: planned.live?.id ?? "", newSchedules: [], automations: [] };
  }

  /** Whether there is nothing (more) to write. */
  get isDone(): boolean {
    return this.writes.length === 0;
  }

  /** Whether a look at the server is worth while: nothing is written yet, and something will be. */
  get isWaiting(): boolean {
    return !this.isDone && !this.hasBegun && this.failure !== "refused";
  }

  /** Forgets why it stopped, to be run again. */
  clear(): void {
    this.fault = null;
    this.failure = null;
  }

  /** Ends it for what somebody else has done. */
  refuse(message: string): void {
    this.failure = "refused";
    this.fault = {
      code: "written-meanwhile",
      message,
      ...this.location(),
      fix: "Run again: the new plan takes it into account.",
    };
  }

  /** Ends it for an error; others than faults are thrown. */
  fail(error: unknown): void {
    if (!(error instanceof FaultError)) throw error;
    this.failure = failureOf(error);
    this.fault = this.describe(error);
  }

  /** Writes what is left. */
  async run(): Promise<void> {
    this.clear();
    try {
      for (let write = this.writes[0]; write; write = this.writes[0]) {
        const isFirst = !this.hasBegun;
        this.hasBegun = true;
        try {
          await this.runner.send(write, this.planned, this.made);
        } catch (error) {
          // A server that was too busy has done nothing.
          if (isFirst && isRefusedAsBusy(error)) this.hasBegun = false;
          throw error;
        }
        this.writes.shift();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private describe({ faults }: FaultError): Fault {
    const { key } = this.planned;
    const message = faults.map((fault) => fault.message).join(" ");
    const { code, fix } = faults[0] as Fault;
    return {
      code,
      message,
      deployments: [key],
      ...this.location(),
      ...(fix ? { fix } : {}),
    };
  }

  private location(): Pick<Fault, "location"> {
    return this.planned.location ? { location: this.planned.location } : {};
  }
}

function failureOf(error: FaultError): Failure {
  if (!(error instanceof PrefectApiError)) return "refused";
  if (error.status === null) return "unreachable";
  return [408, 429, 502, 503, 504].includes(error.status) ? "busy" : "refused";
}

function isRefusedAsBusy(error: unknown): boolean {
  return error instanceof PrefectApiError && (error.status === 429 || error.status === 503);
}
