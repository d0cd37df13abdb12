/** Python that nobody writes by hand, and what a reading of its flow must say. */
export interface HostileCase {
  name: string;
  files: Record<string, string>;
  entrypoint: string;
  /** What the fault or the reasons of the approximate parameters must match; exact where undefined. */
  says: RegExp | undefined;
  /** Part of the reading, as JSON text, where it must come out right. */
  reads?: string;
}

const header = "from prefect import flow\nfrom typing import *\nfrom pydantic import BaseModel\n";

/** A case of one module `m.py` with the flow `f`; `parameter` is what stands in its signature. */
export function flowOf(
  name: string,
  body: string,
  parameter: string,
  says: RegExp | undefined,
  reads?: string,
): HostileCase {
  const source = `${header}${body}\n@flow\ndef f(${parameter}): ...\n`;
  return { name, files: { "m.py": source }, entrypoint: "m.py:f", says, ...(reads ? { reads } : {}) };
}

/** Lines made by number, from 1. */
export function lines(count: number, line: (number: number, before: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index + 1, index)).join("\n");
}
