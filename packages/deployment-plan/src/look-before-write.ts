import type { DeploymentRow, PrefectClient } from "#prefect-api";
import { changedSince } from "./changed-since.ts";
import type { DeploymentWriter } from "./deployment-writer.ts";
import type { FlowIds } from "./flow-ids.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import { readAutomations } from "./read-automations.ts";
import { toLive } from "./to-live.ts";

/** How many deployments one look takes in. */
const AT_ONCE = 20;
/** Milliseconds after which a look says too little of what a write meets. */
const FRESH = 2000;

type Current = ReadonlyMap<DeploymentWriter, LiveDeployment | undefined>;

interface Look {
  /** When it was asked for: milliseconds since the epoch. */
  at: number;
  current: Promise<Current>;
}

/**
 * Looks at deployments once more right before they are written: what somebody else has done to one since it was
 * planned is neither overwritten nor deleted. Some are looked at together, since a request for each would double the
 * cost of an apply.
 */
export class LookBeforeWrite {
  private readonly client: PrefectClient;
  private readonly flows: FlowIds;
  private readonly order: readonly DeploymentWriter[];
  private readonly looks = new Map<DeploymentWriter, Look>();
  private automations: Promise<number> | undefined;

  /** @param order in which the deployments are written */
  constructor(client: PrefectClient, order: readonly DeploymentWriter[], flows: FlowIds) {
    this.client = client;
    this.order = order;
    this.flows = flows;
  }

  /** Ends the writing of a deployment that isn't any more what it was when it was planned. */
  async refuseChanged(writer: DeploymentWriter): Promise<void> {
    if (!writer.isWaiting) return;
    try {
      const what = changedSince(writer.planned, await this.currentOf(writer));
      if (what !== null) writer.refuse(`"${writer.planned.key}" was ${what} by somebody else meanwhile.`);
    } catch (error) {
      writer.fail(error);
    }
  }

  private async currentOf(writer: DeploymentWriter): Promise<LiveDeployment | undefined> {
    for (let isOwn = false; ; ) {
      let look = this.looks.get(writer);
      if (look === undefined || (!isOwn && isOld(look))) {
        look = this.lookAt(writer);
        isOwn = true;
      }
      const current = await look.current;
      // A server that takes longer to answer can't be asked any later.
      if (isOwn || !isOld(look)) return current.get(writer);
    }
  }

  /** Takes in those that come next. */
  private lookAt(writer: DeploymentWriter): Look {
    const next = this.order.slice(this.order.indexOf(writer)).filter(({ isWaiting }) => isWaiting);
    const some = next.slice(0, AT_ONCE);
    const look = { at: Date.now(), current: this.read(some) };
    // Whoever needs it gets the error.
    look.current.catch(() => {});
    for (const one of some) this.looks.set(one, look);
    return look;
  }

  private async read(writers: readonly DeploymentWriter[]): Promise<Current> {
    const planned = writers.map((writer) => writer.planned);
    const known = planned.flatMap(({ live }) => live?.id ?? []);
    const areAllKnown = known.length === planned.length;
    const [rows, automations] = await Promise.all([
      this.client.deployments.rowsWithNames(planned, this.madeBeside(writers), (found) => {
        const ids = new Set(found.map(({ id }) => id));
        return areAllKnown && known.every((id) => ids.has(id));
      }),
      this.readAutomations(writers),
    ]);
    const current = new Map<DeploymentWriter, LiveDeployment | undefined>();
    for (const writer of writers) {
      const row = await this.rowOf(writer, rows);
      current.set(writer, row && toLive(row, writer.planned.flowName, automations, false));
    }
    return current;
  }

  /** Those of the same names that were made by now, for other flows: they would only fill pages. */
  private madeBeside(writers: readonly DeploymentWriter[]): string[] {
    const names = new Set(writers.map(({ planned }) => planned.name));
    return this.order.flatMap(({ planned: { live, name }, made }) =>
      live === null && made.id !== "" && names.has(name) ? [made.id] : [],
    );
  }

  private async rowOf(
    { planned: { live, name, flowName } }: DeploymentWriter,
    rows: readonly DeploymentRow[],
  ): Promise<DeploymentRow | undefined> {
    if (live !== null) return rows.find(({ id }) => id === live.id);
    // Many flows have deployments of the same names: most of those flows are known by now.
    const likely = rows.filter((row) => row.name === name && !this.flows.isOther(row.flow_id, flowName));
    if (likely.length === 0) return undefined;
    const flow = await this.flows.find(flowName);
    return likely.find((row) => row.flow_id === flow);
  }

  /** Those that an apply could overwrite or delete: of deployments that have some, shall have some, or shall go. */
  private async readAutomations(writers: readonly DeploymentWriter[]) {
    const ids = writers.flatMap(({ planned: { live, seen, automations, action } }) => {
      const isTouched = action === "delete" || automations.length > 0 || seen?.automations.length;
      return live !== null && isTouched ? [live.id] : [];
    });
    if (ids.length === 0) return [];
    return readAutomations(this.client, ids, () => {
      this.automations ??= this.client.automations.count();
      return this.automations;
    });
  }
}

function isOld({ at }: Look): boolean {
  return Date.now() - at > FRESH;
}
