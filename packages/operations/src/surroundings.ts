import type { CiRun } from "#ci-run";
import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";

/** What an operation gets of the place that it runs in, beside what somebody set. */
export interface Surroundings {
  run: RunCommand;
  /** Where `working-directory` starts from. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
  reporter: Reporter;
  ci: CiRun;
  /** Token with which git fetches commits that the clone lacks. */
  githubToken?: string | undefined;
}
