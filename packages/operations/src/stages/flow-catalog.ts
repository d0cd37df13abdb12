import type { RunCommand } from "#command";
import { FaultError, type Location } from "#diagnostics";
import { createFlowReader, type FlowReading, type SourceTree } from "#flow-source";
import type { FlowReaderValues } from "../options/index.ts";

/** The flows behind entry points; each is read once, however many deployments share it. */
export interface FlowCatalog {
  /** A flow's name, from its source where that tells it. Asks no Python for the rest of a flow. */
  name(entrypoint: string, location: Location): Promise<{ name: string; files: readonly string[] }>;
  /** All that is stored of a flow. */
  read(entrypoint: string, location: Location): Promise<FlowReading>;
}

/** @param folder top folder of the working tree, which Python imports from */
export function flowCatalog(
  options: FlowReaderValues & {
    run: RunCommand;
    /** What check-imports learned, by entry point: for `flow-reader: image`. */
    imported?: ReadonlyMap<string, FlowReading> | undefined;
  },
  tree: SourceTree,
  folder: string,
): FlowCatalog {
  const { run, flowReader, python, passEnvironment, imported } = options;
  const asked = imported === undefined ? {} : { imported };
  const bySource = createFlowReader({ mode: "static", tree, run, cwd: folder });
  const byChoice =
    flowReader === "static"
      ? bySource
      : createFlowReader({ mode: flowReader, tree, run, cwd: folder, python, passEnvironment, ...asked });
  return {
    async name(entrypoint, location) {
      try {
        return await bySource.read(entrypoint, location);
      } catch (error) {
        if (flowReader === "static" || !(error instanceof FaultError)) throw error;
        return byChoice.read(entrypoint, location);
      }
    },
    read: (entrypoint, location) => byChoice.read(entrypoint, location),
  };
}
