import type { Json, JsonObject } from "#json";
import type { Variable } from "#prefect-api";
import type { Records } from "../src/index.ts";
import { lengthOf } from "../src/stored-value.ts";

/** Ends whatever is under way, as the death of its process does. */
export class Killed extends Error {}

/** A server's variables, with the rules of the real one: names, and how long a value may be. */
export class ModelVariables {
  readonly stored = new Map<string, Json>();
  /** `set name` and `delete name`, in order. */
  readonly writes: string[] = [];
  /** How many more writes take effect before the writer dies. */
  killAfter = Number.POSITIVE_INFINITY;
  /** Called before each write, as somebody else who comes in between. */
  onWrite: (name: string) => void = () => {};

  get server(): Records {
    const variable = (name: string): Variable => {
      const value = structuredClone(this.stored.get(name) ?? null) as Variable["value"];
      return { id: name, created: "", updated: "", name, value, tags: [] };
    };
    const variables = {
      find: async (name: string) => (this.stored.has(name) ? variable(name) : undefined),
      list: async (beginning: string) =>
        [...this.stored.keys()]
          .filter((name) => name.startsWith(beginning))
          .sort()
          .map(variable),
      set: async (name: string, value: Json) => {
        this.write(`set ${name}`, name);
        if (!/^[a-z0-9_-]{1,255}$/.test(name)) throw new Error(`No name: ${name}`);
        if (lengthOf(value) > 5000) throw new Error(`Too long: ${name} has ${lengthOf(value)}`);
        this.stored.set(name, structuredClone(value));
      },
      delete: async (name: string) => {
        this.write(`delete ${name}`, name);
        this.stored.delete(name);
      },
    };
    return { variables } as unknown as Records;
  }

  value(name: string): JsonObject {
    return this.stored.get(name) as JsonObject;
  }

  private write(what: string, name: string): void {
    if (this.killAfter <= 0) throw new Killed();
    this.killAfter--;
    this.onWrite(name);
    this.writes.push(what);
  }
}
