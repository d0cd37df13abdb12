import type { RunCommand } from "#command";
import { FaultError, type Location } from "#diagnostics";
import { isObject, parseJson } from "#json";
import type { FlowReading, ParameterSchema } from "../flow-reading.ts";
import { pythonReaderScript } from "./python-reader-script.ts";

export interface ReadFlowWithPythonOptions {
  run: RunCommand;
  /** The Python to ask: a program's name or path. It has Prefect and the flows' imports. */
  python: string;
  /** Working directory of `prefect deploy`: an absolute path. */
  cwd: string;
  /** The same folder relative to the repository's root, for the locations in faults. */
  folder?: string;
  /** Variables that the Python gets besides those that every program needs: what it imports may be anybody's. */
  passEnvironment?: readonly string[];
  /** Milliseconds for all entry points together; 5 minutes unless given. */
  timeout?: number;
}

/** The Python can't be asked: it isn't there, or has no Prefect. */
export class PythonUnusable extends Error {}

interface Answer {
  name: string;
  description: string | null;
  version: string | null;
  parameterSchema: ParameterSchema;
  file: string | null;
  line: number;
  files: string[];
}

/**
 * Reads flows exactly, by importing them in a Python that has Prefect and what they import. All entry points go
 * through one process; a flow that can't be imported gives a FaultError in its place.
 * Throws PythonUnusable where the Python can't be asked at all.
 */
export async function readFlowsWithPython(
  entrypoints: readonly string[],
  options: ReadFlowWithPythonOptions,
): Promise<(FlowReading | FaultError)[]> {
  const answers = await ask(entrypoints, options);
  return entrypoints.map((entrypoint, index) => {
    const answer = answers[index] ?? { error: "it gave no answer" };
    if ("error" in answer) {
      return new FaultError({
        code: "flow-import-failed",
        message: `${options.python} can't import \`${entrypoint}\`: ${answer.error}`,
        location: locationOf(entrypoint, options.folder),
        fix: "Install what the flow imports into that Python, or correct the flow.",
      });
    }
    return toReading(answer, entrypoint, options.folder);
  });
}

async function ask(
  entrypoints: readonly string[],
  options: ReadFlowWithPythonOptions,
): Promise<(Answer | { error: string })[]> {
  const result = await options
    .run(options.python, ["-W", "ignore", "-c", pythonReaderScript], {
      cwd: options.cwd,
      input: JSON.stringify({ entrypoints }),
      timeout: options.timeout ?? 300_000,
      passEnvironment: options.passEnvironment ?? [],
      // A reading must not depend on a server, nor write one's database.
      env: { PREFECT_SERVER_ANALYTICS_ENABLED: "false", DO_NOT_TRACK: "1" },
    })
    .catch((error: unknown) => {
      throw new PythonUnusable(`${options.python} can't be started: ${messageOf(error)}`, { cause: error });
    });
  const answer = parseAnswer(result.stdout);
  if (!answer) {
    const last = result.stderr.trim().split("\n").at(-1) ?? "";
    throw new PythonUnusable(`${options.python} ended with exit code ${result.exitCode}: ${last}`);
  }
  if (answer.unusable)
    throw new PythonUnusable(`${options.python} has no usable Prefect: ${answer.unusable}`);
  return answer.readings ?? [];
}

function parseAnswer(
  text: string,
): { unusable?: string; readings?: (Answer | { error: string })[] } | undefined {
  try {
    const answer = parseJson(text);
    return isObject(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function toReading(answer: Answer, entrypoint: string, folder: string | undefined): FlowReading {
  const place = (file: string): string => (folder ? `${folder}/${file}` : file);
  const location =
    answer.file === null ? locationOf(entrypoint, folder) : { file: place(answer.file), line: answer.line };
  return {
    name: answer.name,
    description: answer.description,
    version: answer.version,
    parameterSchema: answer.parameterSchema,
    approximate: [],
    unknownOptions: [],
    readBy: "python",
    location,
    files: [...new Set([location.file, ...answer.files.map(place)])],
  };
}

function locationOf(entrypoint: string, folder: string | undefined): Location {
  const written = entrypoint.slice(0, Math.max(entrypoint.lastIndexOf(":"), 0)).replace(/^\.\//, "");
  const file = written.endsWith(".py") ? written : `${entrypoint.split(/[:]/)[0]?.replaceAll(".", "/")}`;
  return { file: folder ? `${folder}/${file}` : file };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
