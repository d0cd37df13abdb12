import type { PrefectClient } from "#prefect-api";
import type { RecordingProxy } from "#services";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";

/** What a step works with: a server of one version, asked through a proxy that sees every request. */
export interface Trial {
  version: string;
  client: PrefectClient;
  proxy: RecordingProxy;
  repository: SampleRepository;
  /** Runs the command line in the repository. */
  cli(
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}
