import type { RunCommand } from "#command";
import { FaultError, type Location } from "#diagnostics";
import type { FlowReading } from "./flow-reading.ts";
import { PythonUnusable, readFlowsWithPython } from "./python/read-flow-with-python.ts";
import { readFlow } from "./read-flow.ts";
import type { SourceTree } from "./source-tree.ts";

/**
 * How flows are read: `static` from their source alone; `python` by importing them in a Python; `auto` from the
 * source, and by Python only where the source isn't enough and a usable Python is there; `image` as they were read when
 * they were imported in their images before, and the others from the source.
 */
export type FlowReaderMode = "auto" | "static" | "python" | "image";

export interface FlowReaderOptions {
  mode: FlowReaderMode;
  tree: SourceTree;
  /** Starts the Python; not used in mode `static`. */
  run: RunCommand;
  /** Working directory of `prefect deploy`: an absolute path. */
  cwd: string;
  /** The same folder relative to the repository's root; the root unless given. */
  folder?: string;
  /** The Python to ask; `python` unless given. */
  python?: string;
  /** Variables that the Python gets besides those that every program needs: what it imports may be anybody's. */
  passEnvironment?: readonly string[];
  /** Version of the Python that runs the flows, such as `3.12`. */
  pythonVersion?: string;
  /** What was read in images, by entry point: for mode `image`. */
  imported?: ReadonlyMap<string, FlowReading>;
}

export interface FlowReader {
  /**
   * Reads one flow; the same entry point is read once. `location` tells where the entry point stands.
   * Throws a FaultError where there is no such flow or it can't be read.
   */
  read(entrypoint: string, location?: Location): Promise<FlowReading>;
}

/** Makes a reader. Entry points that are asked for at the same time go to Python in one process. */
export function createFlowReader(options: FlowReaderOptions): FlowReader {
  const readings = new Map<string, Promise<FlowReading>>();
  const fromPython = batched((entrypoints) =>
    readFlowsWithPython(entrypoints, { ...options, python: options.python ?? "python" }),
  );
  const readOnce = async (entrypoint: string, location?: Location): Promise<FlowReading> => {
    if (options.mode === "python") return exactly(await fromPython(entrypoint).catch(toFault));
    const imported = options.mode === "image" ? options.imported?.get(entrypoint) : undefined;
    if (imported) return imported;
    const isStatic = options.mode === "static" || options.mode === "image";
    let reading: FlowReading;
    try {
      reading = await readFlow(options.tree, entrypoint, { ...options, location });
    } catch (error) {
      if (isStatic || !(error instanceof FaultError)) throw error;
      return (await attempt(fromPython, entrypoint)) ?? Promise.reject(error);
    }
    const enough = reading.approximate.length === 0 && reading.unknownOptions.length === 0;
    if (enough || isStatic) return reading;
    return (await attempt(fromPython, entrypoint)) ?? reading;
  };
  return {
    read(entrypoint, location) {
      let reading = readings.get(entrypoint);
      if (!reading) {
        reading = readOnce(entrypoint, location);
        readings.set(entrypoint, reading);
      }
      return reading;
    },
  };
}

type Ask = (entrypoint: string) => Promise<FlowReading | FaultError>;

/** What Python says, or undefined where it can't be asked or can't import the flow. */
async function attempt(ask: Ask, entrypoint: string): Promise<FlowReading | undefined> {
  try {
    const reading = await ask(entrypoint);
    return reading instanceof FaultError ? undefined : reading;
  } catch (error) {
    if (error instanceof PythonUnusable) return undefined;
    throw error;
  }
}

function exactly(reading: FlowReading | FaultError): FlowReading {
  if (reading instanceof FaultError) throw reading;
  return reading;
}

function toFault(error: unknown): never {
  if (!(error instanceof PythonUnusable)) throw error;
  throw new FaultError(
    {
      code: "python-unusable",
      message: error.message,
      fix: "Name a Python that has Prefect and the flows' imports, or set `flow-reader: static`.",
    },
    { cause: error },
  );
}

/** Collects what is asked for until the source's own readings have had their turn, and asks once for all. */
function batched(askAll: (entrypoints: readonly string[]) => Promise<(FlowReading | FaultError)[]>): Ask {
  let waiting: { entrypoints: string[]; answers: Promise<(FlowReading | FaultError)[]> } | undefined;
  return async (entrypoint) => {
    if (!waiting) {
      const entrypoints: string[] = [];
      const answers = new Promise<void>((resolve) => setTimeout(resolve, 50)).then(() => {
        waiting = undefined;
        return askAll(entrypoints);
      });
      waiting = { entrypoints, answers };
    }
    const index = waiting.entrypoints.push(entrypoint) - 1;
    const answer = (await waiting.answers)[index];
    if (!answer) throw new Error(`No answer was given for ${entrypoint}.`);
    return answer;
  };
}
