import { isObject, type JsonObject, parseJson } from "#json";

/** What a probe is asked, as JSON on its standard input. */
export interface ProbeRequest {
  /** Begins each line that is an event. */
  token: string;
  /** Seconds for each flow. */
  timeout: number;
  flows: readonly ProbeFlow[];
}

/** One flow that a probe imports. */
export interface ProbeFlow {
  /** As it is stored: `flows/orders.py:orders`, `package.module.flow`. */
  entrypoint: string;
  /** The working directory, as pull steps leave it: an absolute path. */
  directory: string;
  /** Folder that paths in a reading are relative to: an absolute path. */
  root: string;
}

/** File, line and function, as Python has them. */
export type Frame = readonly [file: string, line: number, name: string];

/** The Python that a probe runs in. */
export interface ProbePython {
  /** Such as `3.12.4`. */
  python: string;
  /** Version of its Prefect; null where there is none. */
  prefect: string | null;
  /** Why Prefect can't be imported; null where it can. */
  problem: string | null;
}

interface Ended {
  milliseconds: number;
  /** The last of what the flow's code printed. */
  output: string;
  /** Where it was, the innermost frame first; empty where that is not known. */
  stack: readonly Frame[];
}

/** What a flow's import came to, as Python tells it. */
export type ProbeResult = Ended &
  (
    | { ending: "reported"; report: ProbeReport }
    | { ending: "timed-out" }
    | { ending: "killed"; signal: number }
    | { ending: "exited"; code: number }
    | { ending: "unstarted"; problem: string }
  );

/** A variable of the environment that was read and is not set: name, file, line. */
export type Missed = readonly [name: string, file: string, line: number];

export type ProbeReport =
  | { reading: JsonObject; missed: readonly Missed[] }
  | { error: ImportFailure; missed: readonly Missed[] }
  | { unreadable: string; missed: readonly Missed[] }
  | { noDirectory: string };

/** An exception that ended an import. */
export interface ImportFailure {
  type: string;
  message: string;
  frames: readonly Frame[];
  /** It, what it came of, what that came of. */
  causes: readonly { type: string; errno: number | null }[];
  /** Of an ImportError: the module. */
  module: string | null;
  /** Of an ImportError: whether the module is not there. */
  isMissing: boolean;
  /** Of an OSError: its number, as Linux has it. */
  errno: number | null;
  filename: string | null;
  /** The variable of the environment that it is about. */
  variable: string | null;
  /** Names of settings that are missing. */
  fields: readonly string[];
  /** Whether it asks for the end of the process, and with which code. */
  isExit: boolean;
  exit: string;
}

export type ProbeEvent =
  | ({ event: "ready" } & ProbePython)
  | ({ event: "flow"; index: number } & ProbeResult);

/**
 * An event of a probe; undefined for a line of somebody else, such as Docker. What is inside a flow's report comes from
 * that flow's own process: {@link asReport} looks at it.
 */
export function readEvent(line: string, token: string): ProbeEvent | undefined {
  if (!line.startsWith(token)) return undefined;
  const event = parsed(line.slice(token.length));
  if (!isObject(event)) return undefined;
  const { milliseconds, output, stack, index, ending, signal, code, python, prefect, problem } = event;
  if (event.event === "ready") {
    return {
      event: "ready",
      python: textOf(python) ?? "",
      prefect: textOf(prefect) ?? null,
      problem: textOf(problem) ?? null,
    };
  }
  if (typeof index !== "number") return undefined;
  const told = {
    event: "flow" as const,
    index,
    milliseconds: typeof milliseconds === "number" ? milliseconds : 0,
    output: textOf(output) ?? "",
    stack: listOf(stack, isFrame),
  };
  if (ending === "timed-out") return { ...told, ending };
  if (ending === "killed") return { ...told, ending, signal: typeof signal === "number" ? signal : 9 };
  if (ending === "unstarted") return { ...told, ending, problem: textOf(problem) ?? "" };
  const report = ending === "reported" ? asReport(event.report) : undefined;
  if (report) return { ...told, ending: "reported", report };
  return { ...told, ending: "exited", code: typeof code === "number" ? code : 0 };
}

/** A report as far as it has the form of one: it is a flow's own words, and its code may write what it likes. */
function asReport(value: unknown): ProbeReport | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.noDirectory === "string") return { noDirectory: value.noDirectory };
  const missed = listOf(value.missed, isMissed);
  if (typeof value.unreadable === "string") return { unreadable: value.unreadable, missed };
  if (isObject(value.reading)) return { reading: value.reading, missed };
  return isObject(value.error) ? { error: asFailure(value.error), missed } : undefined;
}

function asFailure(error: JsonObject): ImportFailure {
  const { type, message, module, errno, filename, variable, code } = error;
  return {
    type: textOf(type) ?? "an exception",
    message: textOf(message) ?? "",
    frames: listOf(error.frames, isFrame),
    causes: listOf(error.causes, isObject).map((cause) => ({
      type: textOf(cause.type) ?? "",
      errno: typeof cause.errno === "number" ? cause.errno : null,
    })),
    module: textOf(module) ?? null,
    isMissing: error.isMissing === true,
    errno: typeof errno === "number" ? errno : null,
    filename: textOf(filename) ?? null,
    variable: textOf(variable) ?? null,
    fields: listOf(error.fields, (one) => typeof one === "string"),
    isExit: type === "SystemExit",
    exit: typeof code === "number" || typeof code === "string" ? String(code) : "0",
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function listOf<T>(value: unknown, is: (item: unknown) => item is T): T[] {
  return Array.isArray(value) ? (value as unknown[]).filter(is) : [];
}

const isFrame = (value: unknown): value is Frame =>
  Array.isArray(value) &&
  typeof value[0] === "string" &&
  typeof value[1] === "number" &&
  typeof value[2] === "string";

const isMissed = (value: unknown): value is Missed =>
  Array.isArray(value) &&
  typeof value[0] === "string" &&
  typeof value[1] === "string" &&
  typeof value[2] === "number";

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
