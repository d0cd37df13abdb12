import type { Reporter } from "#diagnostics";
import { type DeployedFiles, described, filesKey } from "./commit-target.ts";
import { type Found, type Records, readRecord, writeRecord } from "./record.ts";
import {
  isSameUnfinished,
  NOTHING_UNFINISHED,
  parseUnfinished,
  type Unfinished,
  unfinishedContent,
} from "./unfinished.ts";
import { variableName } from "./variable-name.ts";

/** How often a change is made again where somebody else writes at the same time. */
const ATTEMPTS = 5;

export const unfinishedVariable = (target: DeployedFiles) => variableName(filesKey("unfinished", target));

/**
 * What runs before have begun to write and no commit accounts for. Where somebody has made the record unreadable, that
 * may be every deployment.
 *
 * @throws FaultError where a newer release has written it
 */
export async function readUnfinished(
  server: Records,
  target: DeployedFiles,
  reporter: Reporter,
): Promise<Unfinished> {
  const name = unfinishedVariable(target);
  const found = await readRecord(server, name);
  const unfinished = unfinishedOf(found);
  if (found.state !== "absent" && unfinished.everything)
    reporter.warning({
      code: "record-unreadable",
      message: `The Prefect variable ${name} does not tell what unfinished runs were about to write: it may be any deployment.`,
      fix: "Leave it: the next full deployment writes it anew.",
    });
  return unfinished;
}

/**
 * Changes what is unfinished, and looks afterwards whether the change stands: two runs that write at the same time must
 * not lose each other's.
 */
export async function changeUnfinished(
  server: Records,
  target: DeployedFiles,
  next: (before: Unfinished) => Unfinished,
): Promise<void> {
  const name = unfinishedVariable(target);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await readRecord(server, name);
    const before = unfinishedOf(found);
    const after = next(before);
    if (isSameUnfinished(before, after)) return;
    await writeRecord(server, name, unfinishedContent(described(target), after), found.hasParts);
  }
}

function unfinishedOf({ state, value }: Found): Unfinished {
  if (state === "absent") return NOTHING_UNFINISHED;
  return parseUnfinished(value) ?? { ...NOTHING_UNFINISHED, everything: true };
}
