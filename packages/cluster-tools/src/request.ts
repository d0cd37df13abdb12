import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";
import type { Architecture } from "./architecture.ts";
import type { Mirror } from "./mirror.ts";
import type { Tool } from "./version.ts";

/** What to set up, on the machine that this runs on. */
export interface ToolsRequest {
  /** The exact version of each tool that is wanted, with or without its `v`. */
  versions: Partial<Record<Tool, string>>;
  architecture: Architecture;
  mirror: Mirror | undefined;
  run: RunCommand;
  reporter: Reporter;
  /** A folder that is there until the job's end. */
  temporaryFolder: string;
  /** Seconds that K3s may take until it serves the version. */
  timeoutSeconds: number;
  /** Only finds out what would be done. */
  planOnly: boolean;
}

/**
 * `already-there`: left alone. `installed`: put there. `upgraded`: K3s was replaced by a newer version, and restarted.
 * `started`: the right K3s was there but didn't serve.
 */
export type Outcome = "already-there" | "installed" | "upgraded" | "started";

/** What became of one tool, or with `planOnly` would become. */
export interface ToolReport {
  tool: Tool;
  version: string;
  /** Absolute path of the program. */
  path: string;
  result: Outcome;
  /** The version that was found before, where it was another one. */
  previousVersion: string | undefined;
  /** Whether the program's folder has to be put on PATH. */
  addToPath: boolean;
  /** Path of a kubeconfig that the runner's user can read; K3s alone has one. */
  kubeconfig: string | undefined;
}
