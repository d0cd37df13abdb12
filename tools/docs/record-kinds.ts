import { RECORD_KINDS } from "#server-records";
import { cell, code, table } from "./tables.ts";

/** What is kept on a Prefect server, as a Markdown table. */
export function recordsTable(): string {
  return table(
    ["what", "variable", "holds", "deleting it"],
    Object.entries(RECORD_KINDS).map(([kind, { what, of, holds, deleting }]) => [
      cell(what),
      code(`${kind}-${of}-…`),
      cell(holds),
      cell(deleting),
    ]),
  );
}
