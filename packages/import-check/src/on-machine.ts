import type { RunCommand } from "#command";
import { type Imported, importFlows } from "./import-flows.ts";
import type { ImportOptions } from "./in-image.ts";
import type { ProbeFlow } from "./probe/probe-protocol.ts";
import { probeScript } from "./probe/probe-script.ts";
import { runProbe } from "./run-probe.ts";

/**
 * Imports flows in a Python of this machine, for work pools without images: one process a flow and a time limit as in an
 * image, but with the machine's network and files. Of the environment they get what programs need to run, and what is
 * named.
 *
 * @param python a program's name or path
 * @param start where a run begins: an absolute path
 */
export function importOnMachine(
  run: RunCommand,
  python: string,
  flows: readonly ProbeFlow[],
  start: string,
  options: ImportOptions,
): Promise<Imported> {
  return importFlows(flows, (some) => {
    const controller = new AbortController();
    return runProbe(
      {
        start: ({ input, onLine }) =>
          run(python, ["-u", "-W", "ignore", "-c", probeScript], {
            cwd: start,
            input,
            onProgress: onLine,
            passEnvironment: options.variables,
            env: { ...options.values },
            signal: controller.signal,
          }).catch((error: unknown) => {
            onLine(error instanceof Error ? error.message : String(error));
            return { exitCode: 1 };
          }),
        end: async () => controller.abort(),
      },
      some,
      options,
    );
  });
}
