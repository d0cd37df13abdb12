import { setTimeout as sleep } from "node:timers/promises";
import { FaultError, type Reporter } from "#diagnostics";
import type { HelmRequest } from "../request.ts";
import { command, commandFault, tryCommand } from "./cluster-command.ts";
import { type Revision, readinessOf } from "./release-decisions.ts";

/** What an upgrade would make of the release. */
export interface Rendered {
  manifest: string;
  chart: string;
}

/** Another upgrade of the release was under way; nothing was done. */
export class HelmReleaseBusy extends Error {}

/** A Helm release of the worker's chart. */
export class HelmRelease {
  private readonly request: HelmRequest;
  private readonly reporter: Reporter;

  constructor(request: HelmRequest, reporter: Reporter) {
    this.request = request;
    this.reporter = reporter;
  }

  /** The revisions that Helm keeps, the oldest first; none when the release isn't installed. */
  async history(): Promise<Revision[]> {
    const args = ["history", this.request.release, "--output", "json"];
    const { exitCode, stdout, stderr } = await tryCommand(this.request, "helm", args);
    if (exitCode === 0) return JSON.parse(stdout) as Revision[];
    if (/release: not found/.test(stderr)) return [];
    throw new FaultError(commandFault("helm", args, stderr, this.request));
  }

  /** What {@link upgrade} would make, rendered with a look into the cluster and changing nothing. */
  async render(values: string): Promise<Rendered> {
    const args = [...this.upgradeArguments(), "--dry-run=server", "--output", "json"];
    const { manifest, chart } = JSON.parse(await command(this.request, "helm", args, { input: values })) as {
      manifest: string;
      chart: { metadata: { name: string; version: string } };
    };
    return { manifest, chart: `${chart.metadata.name}-${chart.metadata.version}` };
  }

  /** The manifest of the present revision. */
  manifest(): Promise<string> {
    return command(this.request, "helm", ["get", "manifest", this.request.release]);
  }

  /**
   * Installs or upgrades and waits until everything is ready. Returns the new revision.
   *
   * @throws HelmReleaseBusy when another upgrade is under way, FaultError when it fails
   */
  async upgrade(values: string, seconds: number): Promise<number> {
    const args = [...this.upgradeArguments(), "--wait", "--timeout", `${seconds}s`, "--output", "json"];
    const { exitCode, stdout, stderr } = await tryCommand(this.request, "helm", args, { input: values });
    if (exitCode === 0) return (JSON.parse(stdout) as { version: number }).version;
    // The second form is about the record of a revision that somebody else has just made.
    if (/another operation .* is in progress|release: already exists/.test(stderr)) {
      throw new HelmReleaseBusy(stderr);
    }
    throw new FaultError(commandFault("helm", args, stderr, this.request));
  }

  /** Back to a revision, or away with the release where there is none to go back to. */
  async putBack(revision: number | undefined, seconds: number): Promise<void> {
    const { release } = this.request;
    const args =
      revision === undefined
        ? ["uninstall", release, "--wait"]
        : ["rollback", release, String(revision), "--wait"];
    await command(this.request, "helm", [...args, "--timeout", `${seconds}s`]);
  }

  /**
   * Waits until no other upgrade is under way. One that has been at it for longer than `seconds` was killed: its
   * release is brought back to where it was, since Helm would refuse to touch it for ever.
   */
  async settle(seconds: number): Promise<void> {
    for (let told = false; ; told = true) {
      const readiness = readinessOf(await this.history(), seconds, Date.now());
      if (readiness.kind === "ready") return;
      const { revision, status, updated } = readiness.last;
      if (readiness.kind === "killed") {
        const { good } = readiness;
        this.reporter.warning({
          code: "release-recovered",
          message: `Revision ${revision} of the release ${this.request.release} is ${status} since ${updated}: whoever made it was killed. ${good ? `It goes back to revision ${good}` : "It is removed"} before the update.`,
        });
        return this.putBack(good, seconds);
      }
      if (!told) this.reporter.info(`Waiting for revision ${revision}, which is ${status}`);
      await sleep(1000);
    }
  }

  private upgradeArguments(): string[] {
    const { release, chartVersion, valuesFiles } = this.request;
    return [
      ...["upgrade", release, ...this.chartArguments(), "--install"],
      ...(chartVersion ? ["--version", chartVersion] : []),
      ...valuesFiles.flatMap((file) => ["--values", file]),
      ...["--values", "-"],
    ];
  }

  private chartArguments(): string[] {
    const { chart, chartRepository } = this.request;
    // With a slash it is a folder, an address, or a chart of a repository that Helm knows by name.
    if (chart.includes("/") || !chartRepository) return [chart];
    if (chartRepository.startsWith("oci://")) return [`${chartRepository.replace(/\/+$/, "")}/${chart}`];
    return [chart, "--repo", chartRepository];
  }
}
