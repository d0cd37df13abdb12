import { FaultError, type Reporter } from "#diagnostics";
import * as checks from "../answer-checks.ts";
import type { ServerKind } from "../api-address.ts";
import type { Http } from "../http.ts";

export interface ServerInfo {
  kind: ServerKind;
  /** Prefect's version, such as `3.8.8`; null on Prefect Cloud, which tells none. */
  version: string | null;
}

/** The first release whose filter of deployments leaves out ids: so further pages are read. */
const OLDEST = [3, 4, 7] as const;

/** The server itself. */
export class ServerResource {
  private readonly http: Http;
  private readonly reporter: Reporter;

  constructor(http: Http, reporter: Reporter) {
    this.http = http;
    this.reporter = reporter;
  }

  get kind(): ServerKind {
    return this.http.connection.kind;
  }

  /**
   * Seconds by which the server's clock is before the one here, to the second, by the last answer; behind a proxy that
   * makes the header `Date` itself, it is the proxy's. Null where no answer has told its time.
   */
  get clockAhead(): number | null {
    return this.http.clockAhead;
  }

  async isHealthy(): Promise<boolean> {
    return (await this.http.get("/health", checks.anything)) === true;
  }

  /** Version of a self-hosted server. */
  async version(): Promise<string | null> {
    return this.kind === "cloud" ? null : this.http.get("/admin/version", checks.version);
  }

  /**
   * Makes sure that a Prefect API of a supported version answers and takes the credentials: to be called once before
   * all else, since it gives the clearest errors.
   *
   * @throws FaultError saying what stands there instead, or which credential is missing
   */
  async check(): Promise<ServerInfo> {
    const { apiUrl, note } = this.http.connection;
    if (note) this.reporter.info(note);
    if (this.kind === "cloud") {
      // Needs the key and the workspace to be right; costs nothing.
      await this.http.postSafely("/flows/count", checks.count, { body: {} });
      return { kind: "cloud", version: null };
    }
    const version = await this.version();
    const numbers = /^(\d+)\.(\d+)\.(\d+)/
      .exec(version ?? "")
      ?.slice(1)
      .map(Number);
    if (version === null || numbers === undefined)
      throw new FaultError({
        code: "server-not-prefect",
        message: `${apiUrl} answers, but not as a Prefect API does.`,
        fix: "Check prefect-api-url.",
      });
    if (isOlder(numbers, OLDEST))
      throw new FaultError({
        code: "server-version",
        message: `The server at ${apiUrl} runs Prefect ${version}. ${OLDEST.join(".")} is the oldest that is supported.`,
        fix: "Upgrade the server.",
      });
    if ((numbers[0] ?? 0) > 3)
      this.reporter.warning({
        code: "server-version",
        message: `The server at ${apiUrl} runs Prefect ${version}; this was made for Prefect 3.`,
      });
    this.http.prepareWrites();
    return { kind: "self-hosted", version };
  }
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((number, place) => number !== version[place]);
  return index >= 0 && (version[index] ?? 0) < (than[index] ?? 0);
}
