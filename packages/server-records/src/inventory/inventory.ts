import type { Reporter } from "#diagnostics";
import { isObject } from "#json";
import { type DeployedFiles, namesKey, namesScope } from "../commit-target.ts";
import { type Records, refuseNewer } from "../record.ts";
import { variableName } from "../variable-name.ts";
import { type Change, type Contents, changed, contentsOf, isKnown } from "./contents.ts";
import { ownerValue } from "./holders.ts";
import { layOut } from "./layout.ts";
import { FIRST, type Part, parsePart, partValue } from "./part.ts";

/** How often a change is written again where somebody else wrote at the same time. */
const ATTEMPTS = 6;

/**
 * Which deployments of a server were applied from one repository's files: what one run after another has made and not
 * seen gone since, whatever became of the runs.
 */
export class Inventory {
  private readonly server: Records;
  /** How the names of its variables begin; one of just this name tells whose it is. */
  readonly name: string;
  private readonly target: DeployedFiles;
  private readonly scope: string;
  private readonly reporter: Reporter;
  private known: Contents;
  private tellsOwner = false;
  /** How many variables were written. */
  written = 0;
  /** Changes wait for each other: two writers of one process would take back what the other wrote. */
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(server: Records, target: DeployedFiles, reporter: Reporter) {
    this.server = server;
    this.name = variableName(namesKey("inventory", target));
    this.target = target;
    this.scope = namesScope(target);
    this.reporter = reporter;
    this.known = contentsOf(this.scope, []);
  }

  /** @throws FaultError where a newer release has written it */
  static async read(server: Records, target: DeployedFiles, reporter: Reporter): Promise<Inventory> {
    const inventory = new Inventory(server, target, reporter);
    await inventory.readParts();
    return inventory;
  }

  /** What it holds, as of the last reading. */
  get contents(): Contents {
    return this.known;
  }

  /** Takes a change in. Nothing is sent where it tells nothing new. */
  change(change: Change): Promise<void> {
    const next = this.writing.then(() => this.write(change));
    this.writing = next.catch(() => {});
    return next;
  }

  /**
   * Variables have no precondition on a write: so they are read before it, for what others have written, and after it,
   * for what a write at the same time may have taken back. Parts are read as a union, and nothing is ever removed but
   * what was seen gone.
   */
  private async write(change: Change): Promise<void> {
    if (isKnown(this.known, change)) return;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const parts = await this.readParts();
      const { set, remove } = layOut(parts, changed(this.known, change));
      if (set.length > 0 && !this.tellsOwner) {
        await this.server.variables.set(this.name, ownerValue(this.target));
        this.tellsOwner = true;
      }
      for (const part of set) {
        await this.server.variables.set(this.partName(part.from), partValue(part));
        this.written++;
      }
      if (set.length > 0) continue;
      for (const from of remove) await this.server.variables.delete(this.partName(from));
      this.known = changed(this.known, change);
      return;
    }
    this.reporter.warning({
      code: "records-contended",
      message: `Somebody else keeps writing the Prefect variables ${this.name}-... at the same time.`,
      fix: "Let the jobs that deploy to this server wait for each other, by a `concurrency` group.",
    });
  }

  private async readParts(): Promise<Part[]> {
    const isPart = new RegExp(`^${this.name}-[0-9a-f]{${FIRST.length}}$`);
    const variables = await this.server.variables.list(this.name);
    this.tellsOwner = variables.some(({ name }) => name === this.name);
    const parts = variables.flatMap(({ name, value }): Part[] => {
      if (name !== this.name && !isPart.test(name)) return [];
      const content: unknown = value;
      if (isObject(content)) refuseNewer(content, name);
      if (name === this.name) return [];
      const part = parsePart(content);
      if (part && this.partName(part.from) === name) return [part];
      this.reporter.warning({
        code: "record-unreadable",
        message: `The Prefect variable ${name} does not hold a part of an inventory: what it held is not known any more.`,
        fix: "Leave it, or delete it: deployments come back into the inventory as they are applied.",
      });
      return [];
    });
    this.known = contentsOf(this.scope, parts);
    return parts;
  }

  private partName(from: string): string {
    return `${this.name}-${from}`;
  }
}
