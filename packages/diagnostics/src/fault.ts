import type { FaultCode } from "./fault-codes.ts";
import { shortList } from "./short-list.ts";

/** Where in a repository something stands. Lines and columns count from 1, as editors and annotations do. */
export interface Location {
  /** Path relative to the repository's root, with forward slashes. */
  file: string;
  line?: number;
  column?: number;
}

/** One thing that is wrong: what, where, and what to do about it. */
export interface Fault {
  /** Its kind, for programs: see {@link FAULT_CODES}. */
  code: FaultCode;
  /** One sentence that says what is wrong. */
  message: string;
  location?: Location;
  /** One sentence that says what to do. */
  fix?: string;
  /** The deployments that it strikes, as `flow/name`, or by their names alone where the flow is not known. */
  deployments?: readonly string[];
}

/** What is only told, such as a line that all is well: no kind of fault. */
export type Notice = Omit<Fault, "code">;

/**
 * Formats a fault as one line: `file:line:column: message It concerns "a/b" and "a/c". fix`. A single deployment is told
 * where no place tells which one it is.
 */
export function formatFault(fault: Notice): string {
  const { location, message, fix, deployments = [] } = fault;
  const place = location
    ? `${[location.file, location.line, location.column].filter((part) => part !== undefined).join(":")}: `
    : "";
  const isTold = deployments.length > 1 || (deployments.length === 1 && !location);
  const struck = isTold ? ` It concerns ${shortList(deployments.map((key) => `"${key}"`))}.` : "";
  return `${place}${message}${struck}${fix ? ` ${fix}` : ""}`;
}

/**
 * The error of everything that a user can fix. It carries every fault that was found, so that one run tells
 * all of them; anything else that is thrown is a defect of ours.
 */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly faults: readonly Fault[];

  constructor(faults: Fault | readonly Fault[], options?: { cause?: unknown }) {
    const list = Array.isArray(faults) ? (faults as readonly Fault[]) : [faults as Fault];
    super(list.map(formatFault).join("\n"), options);
    this.faults = list;
  }
}

/** Throws one {@link FaultError} with all faults if there are any. */
export function throwIfAny(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultError(faults);
}
