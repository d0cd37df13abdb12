import { type Fault, FaultError } from "#diagnostics";
import { type Deployment, PrefectApiError } from "#prefect-api";
import type { PlannedDeployment } from "./plan.ts";
import type { Made, WriteRunner } from "./run-writes.ts";
import type { Write } from "./write.ts";
import { writesOf } from "./writes.ts";

/** Why a job stopped: `busy` and `unreachable` may be over the next time. */
export type Failure = "refused" | "busy" | "unreachable";

/** The writes of one deployment, one after another. The first that fails ends them; run again, they go on there. */
export class Job {
  readonly planned: PlannedDeployment;
  readonly made: Made;
  fault: Fault | null = null;
  failure: Failure | null = null;
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

  /** Ends the job if the server holds another state than the one it was planned for. */
  refuseStale(current: Deployment | undefined): void {
    const what = changeSince(this.planned, current);
    if (what === null) return;
    this.fault = {
      message: `"${this.planned.key}" was ${what} by somebody else meanwhile.`,
      ...this.location(),
      fix: "Run again: the new plan takes it into account.",
    };
    this.failure = "refused";
  }

  async run(): Promise<void> {
    if (this.failure === "refused") return;
    this.fault = null;
    this.failure = null;
    try {
      for (let write = this.writes[0]; write; write = this.writes[0]) {
        await this.runner.send(write, this.planned, this.made);
        this.writes.shift();
      }
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.failure = failureOf(error);
      this.fault = this.describe(error);
    }
  }

  private describe({ faults }: FaultError): Fault {
    const { key } = this.planned;
    const message = faults.map((fault) => fault.message).join(" ");
    const fix = faults[0]?.fix;
    return {
      message: message.includes(key) ? message : `"${key}": ${message}`,
      ...this.location(),
      ...(fix ? { fix } : {}),
    };
  }

  private location(): Pick<Fault, "location"> {
    return this.planned.location ? { location: this.planned.location } : {};
  }
}

/** The stamps of a deployment and of its schedules tell every edit since the plan was made. */
function changeSince({ live, action, schedules }: PlannedDeployment, current: Deployment | undefined) {
  if (!live) return current ? "created" : null;
  // Gone is what a deletion wants.
  if (!current) return action === "delete" ? null : "deleted";
  const stamps = (rows: readonly { id: string | null; updated: string | null }[]) =>
    JSON.stringify(rows.map(({ id, updated }) => [id, updated]).sort());
  const hasSameSchedules = () =>
    stamps(current.schedules) === stamps(schedules.filter(({ id }) => id !== null));
  const isSame =
    current.id === live.id && current.updated === live.updated && (action !== "update" || hasSameSchedules());
  return isSame ? null : "changed";
}

function failureOf(error: FaultError): Failure {
  if (!(error instanceof PrefectApiError)) return "refused";
  if (error.status === null) return "unreachable";
  return [408, 429, 502, 503, 504].includes(error.status) ? "busy" : "refused";
}
