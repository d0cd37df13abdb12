import type { PrefectClient } from "#prefect-api";

/** Ids of the flows that deployments are made for: each is asked for, or made, once. */
export class FlowIds {
  private readonly client: PrefectClient;
  private readonly found = new Map<string, Promise<string | undefined>>();
  private readonly made = new Map<string, Promise<string>>();
  private readonly names = new Map<string, string>();

  constructor(client: PrefectClient) {
    this.client = client;
  }

  /** The id of the flow of that name, as far as there is one. */
  find(name: string): Promise<string | undefined> {
    const known = this.made.get(name) ?? this.found.get(name);
    return (
      known ??
      keep(
        this.found,
        name,
        this.client.flows.find(name).then((flow) => flow?.id),
      )
    );
  }

  /** Whether an id is known to be another flow's. */
  isOther(id: string, name: string): boolean {
    return this.names.has(id) && this.names.get(id) !== name;
  }

  /** The id of the flow of that name, which is made where there is none. */
  ensure(name: string): Promise<string> {
    return this.made.get(name) ?? keep(this.made, name, this.foundOrMade(name));
  }

  private async foundOrMade(name: string): Promise<string> {
    const id = (await this.found.get(name)) ?? (await this.client.flows.ensure(name)).id;
    this.names.set(id, name);
    return id;
  }
}

function keep<Id>(ids: Map<string, Promise<Id>>, name: string, id: Promise<Id>): Promise<Id> {
  ids.set(name, id);
  // Whoever comes later asks again.
  id.catch(() => ids.delete(name));
  return id;
}
