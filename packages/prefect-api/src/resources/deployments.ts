import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { chunks, readPages } from "../paging.ts";
import type {
  Deployment,
  DeploymentCreate,
  DeploymentName,
  DeploymentRow,
  DeploymentUpdate,
} from "../types.ts";
import type { Flows } from "./flows.ts";

/** A server on SQLite makes the tags of one filter the arguments of one function, which takes 127 at most. */
const MOST_TAGS = 100;

/**
 * Deployments. Every write, also one that changes nothing, deletes the deployment's future scheduled runs; the
 * scheduler makes them again within seconds. So nothing is written here that wasn't asked for.
 */
export class Deployments {
  private readonly http: Http;
  private readonly flows: Flows;

  constructor(http: Http, flows: Flows) {
    this.http = http;
    this.flows = flows;
  }

  /**
   * The deployments among the named ones that exist, in any order. The API has no filter on pairs of names: asked
   * for are those that have one of the flows' names and one of the names, of which some may not be meant.
   */
  async findByNames(names: readonly DeploymentName[]): Promise<Deployment[]> {
    if (names.length === 0) return [];
    const wanted = new Map(names.map((name) => [`${name.flowName}/${name.name}`, name]));
    const isWanted = ({ key }: Deployment) => wanted.has(key);
    // Those of one flow together, so that a chunk spans few flows and finds little that isn't meant.
    const sorted = [...wanted.values()].sort((a, b) => (a.flowName < b.flowName ? -1 : 1));
    // A deployment doesn't tell its flow's name: the flows are asked for at the same time.
    const flowsByName = this.flows.findByNames(names.map(({ flowName }) => flowName));
    const found = await Promise.all(
      chunks(sorted).map(async (chunk) => {
        const rows = await readPages(
          async (seen) => {
            const [rows, byName] = await Promise.all([this.pageOf(chunk, seen), flowsByName]);
            const flowNames = new Map([...byName.values()].map((flow) => [flow.id, flow.name]));
            return rows.map((row) => named(row, flowNames.get(row.flow_id) ?? ""));
          },
          (rows) => rows.filter(isWanted).length >= chunk.length,
        );
        return rows.filter(isWanted);
      }),
    );
    return found.flat();
  }

  /**
   * Deployments that have one of the flows' names and one of the names, so that some may not be meant; by one filter,
   * for a few of them. They know their flow by id alone.
   *
   * @param except ids of those that are surely not meant
   * @param isComplete tells when there can be no more that are meant
   */
  rowsWithNames(
    names: readonly DeploymentName[],
    except: readonly string[] = [],
    isComplete: (rows: readonly DeploymentRow[]) => boolean = () => false,
  ): Promise<DeploymentRow[]> {
    return readPages((seen) => this.pageOf(names, [...except, ...seen]), isComplete);
  }

  /** The deployments among those of these ids that exist; they know their flow by id alone. */
  async rowsWithIds(ids: Iterable<string>): Promise<DeploymentRow[]> {
    const found = await Promise.all(
      chunks([...new Set(ids)]).map((any_) =>
        readPages(
          (seen) => this.filter({ deployments: { id: { any_, not_any_: seen } } }),
          (rows) => rows.length >= any_.length,
        ),
      ),
    );
    return found.flat();
  }

  /** The deployments among those of these ids that exist. */
  async findByIds(ids: Iterable<string>): Promise<Deployment[]> {
    return this.withFlowNames(await this.rowsWithIds(ids));
  }

  /** Every deployment that has one of these names, of whatever flow. */
  async findByDeploymentNames(names: Iterable<string>): Promise<Deployment[]> {
    const found = await Promise.all(
      chunks([...new Set(names)]).map((any_) =>
        readPages((seen) => this.filter({ deployments: { name: { any_ }, id: { not_any_: seen } } })),
      ),
    );
    return this.withFlowNames(found.flat());
  }

  /** Every deployment that carries one of the tags: only those are read, however many the server has. */
  async findByTags(tags: Iterable<string>): Promise<Deployment[]> {
    const found = await Promise.all(
      chunks([...new Set(tags)], MOST_TAGS).map((any_) =>
        readPages((seen) => this.filter({ deployments: { tags: { any_ }, id: { not_any_: seen } } })),
      ),
    );
    // One that carries tags of several chunks comes several times.
    return this.withFlowNames([...new Map(found.flat().map((row) => [row.id, row])).values()]);
  }

  /** Every deployment whose runs go to the work pool. */
  async findByWorkPool(name: string): Promise<Deployment[]> {
    const filter = (seen: string[]) => ({
      work_pools: { name: { any_: [name] } },
      deployments: { id: { not_any_: seen } },
    });
    return this.withFlowNames(await readPages((seen) => this.filter(filter(seen))));
  }

  /** Every deployment of the server: for a listing; to compare, ask for what is selected. */
  async list(): Promise<Deployment[]> {
    return this.withFlowNames(
      await readPages((seen) => this.filter({ deployments: { id: { not_any_: seen } } })),
    );
  }

  async find({ flowName, name }: DeploymentName): Promise<Deployment | undefined> {
    const row = await this.http.find("/deployments/name/{flow_name}/{deployment_name}", checks.deployment, {
      path: { flow_name: flowName, deployment_name: name },
    });
    return row && named(row, flowName);
  }

  async read(id: string): Promise<Deployment | undefined> {
    const row = await this.http.find("/deployments/{id}", checks.deployment, { path: { id } });
    return row && (await this.withFlowNames([row]))[0];
  }

  /**
   * Makes a deployment. The API updates the one that has this flow and name if there is one, all its schedules
   * made anew: so a lost answer is simply asked for again. Parameters are checked against an enforced schema here, never by
   * {@link update}. The work queue is made where it is missing; an unknown work pool is an error.
   *
   * @param flowName name of its flow; asked for unless given
   */
  async create(deployment: DeploymentCreate, flowName?: string): Promise<Deployment> {
    const row = await this.http.postSafely("/deployments/", checks.deployment, { body: deployment });
    if (flowName !== undefined) return named(row, flowName);
    return (await this.withFlowNames([row]))[0] as Deployment;
  }

  /**
   * Changes the given fields. `work_queue_name` has an effect only together with `work_pool_name`; an unknown work
   * pool is answered 500 here.
   *
   * @returns false when the deployment is gone
   */
  update(id: string, changes: DeploymentUpdate): Promise<boolean> {
    if ("work_queue_name" in changes && !("work_pool_name" in changes))
      throw new Error("The server ignores work_queue_name without work_pool_name.");
    return this.http.patch("/deployments/{id}", { path: { id }, body: changes });
  }

  /**
   * Makes the scheduler look at a deployment within seconds. Changes of a schedule drop the deployment's scheduled
   * runs without marking it as changed, so that they would be missing for up to a minute.
   *
   * @returns false when the deployment is gone
   */
  bringRunsBack(id: string): Promise<boolean> {
    return this.http.patch("/deployments/{id}", { path: { id }, body: {} });
  }

  /** Pauses all its schedules and deletes its scheduled runs, late ones too. */
  async pause(id: string): Promise<void> {
    await this.http.postSafely("/deployments/{id}/pause_deployment", checks.anything, { path: { id } });
  }

  async resume(id: string): Promise<void> {
    await this.http.postSafely("/deployments/{id}/resume_deployment", checks.anything, { path: { id } });
  }

  /**
   * Deletes a deployment with its schedules and scheduled runs; one that is gone is no error. The automations it
   * owns stay and stay enabled: delete them first by `prefect.automations.deleteOwnedBy`.
   */
  delete(id: string): Promise<void> {
    return this.http.delete("/deployments/{id}", { path: { id } });
  }

  private pageOf(names: readonly DeploymentName[], seen: string[]): Promise<DeploymentRow[]> {
    const flows = { name: { any_: [...new Set(names.map(({ flowName }) => flowName))] } };
    const name = { any_: [...new Set(names.map((pair) => pair.name))] };
    return this.filter({ flows, deployments: { name, id: { not_any_: seen } } });
  }

  private filter(body: object): Promise<DeploymentRow[]> {
    return this.http.postSafely("/deployments/filter", checks.deployments, { body });
  }

  private async withFlowNames(rows: readonly DeploymentRow[]): Promise<Deployment[]> {
    const flows = await this.flows.findByIds(rows.map((row) => row.flow_id));
    // A flow that was deleted in between took its deployments with it.
    return rows.flatMap((row) => {
      const flow = flows.get(row.flow_id);
      return flow ? [named(row, flow.name)] : [];
    });
  }
}

function named(row: DeploymentRow, flowName: string): Deployment {
  return { ...row, flow_name: flowName, key: `${flowName}/${row.name}` };
}
