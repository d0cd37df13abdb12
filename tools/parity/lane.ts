import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PrefectServer, startPrefectServer } from "#services";
import { Reference, referenceEnvironment } from "./reference/reference.ts";

/** Entries after which a server is replaced by a fresh one: it lives for an hour at most. */
const ENTRIES_A_SERVER = 40;

/** Nothing is to run: a scheduler at work would only keep the database busy. */
const NO_SERVICES = {
  PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED: "false",
  PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED: "false",
  PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "false",
};

/** A Prefect server and a reference that deploys to it: compares one entry at a time. */
export class Lane {
  private readonly scratch: string;
  private readonly server: PrefectServer;
  readonly reference: Reference;
  private entries = 0;
  private constructor(scratch: string, server: PrefectServer, reference: Reference) {
    this.scratch = scratch;
    this.server = server;
    this.reference = reference;
  }

  /**
   * @param seconds how long `prefect deploy` of one deployment may take
   * @param python interpreter that runs the repositories' code
   */
  static async open(seconds: number, python?: string): Promise<Lane> {
    const scratch = await mkdtemp(join(tmpdir(), "prefect-cicd-parity-"));
    const server = await startPrefectServer({ env: NO_SERVICES });
    return new Lane(scratch, server, await Reference.start(server.apiUrl, scratch, seconds, python));
  }

  get apiUrl(): string {
    return this.server.apiUrl;
  }

  /** The environment that both sides deploy with. */
  get environment(): Record<string, string> {
    return referenceEnvironment(this.apiUrl, join(this.scratch, "home"), join(this.scratch, "temporary"));
  }

  get isWorn(): boolean {
    return this.entries >= ENTRIES_A_SERVER;
  }

  /** A new place for a clone, of the same depth and length for all. */
  async newFolder(): Promise<string> {
    this.entries += 1;
    const folder = join(this.scratch, "clone");
    await rm(folder, { recursive: true, force: true });
    return folder;
  }

  async close(): Promise<void> {
    this.reference.stop();
    await this.server.stop();
    await rm(this.scratch, { recursive: true, force: true });
  }
}
