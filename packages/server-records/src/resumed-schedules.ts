import { isObject, type JsonObject } from "#json";
import { commitsContent, parseCommits } from "./deployed-commit.ts";
import type { RecordKindName } from "./kinds.ts";
import { type Records, readRecord, writeRecord } from "./record.ts";
import type { Content } from "./stored-value.ts";
import { isSameUnfinished, parseUnfinished, turnedOn, unfinishedContent } from "./unfinished.ts";

/**
 * Takes schedules that were turned on off the records of a server: nobody is to turn them on once more, when somebody
 * has paused them since.
 *
 * @param schedules `flow-name/deployment-name#schedule-id`
 */
export async function forgetResumed(server: Records, schedules: readonly string[]): Promise<void> {
  if (schedules.length === 0) return;
  const done = new Set(schedules);
  await changeEach(server, "deployed-commit", (value) => {
    const commits = parseCommits(value);
    const resume = commits?.resume.filter((one) => !done.has(one));
    if (!commits || !resume || resume.length === commits.resume.length) return undefined;
    return commitsContent(describedIn(value), { ...commits, resume });
  });
  const ids = new Map<string, string[]>();
  for (const one of schedules) {
    const hash = one.lastIndexOf("#");
    const key = one.slice(0, hash);
    ids.set(key, [...(ids.get(key) ?? []), one.slice(hash + 1)]);
  }
  await changeEach(server, "unfinished", (value) => {
    const before = parseUnfinished(value);
    const after = before && turnedOn(before, ids);
    if (!after || isSameUnfinished(before, after)) return undefined;
    return unfinishedContent(describedIn(value), after);
  });
}

/** Changes every record of a kind for which `next` gives another content. */
async function changeEach(
  server: Records,
  kind: RecordKindName,
  next: (value: JsonObject) => Content | undefined,
): Promise<void> {
  for (const { name, value: head } of await server.variables.list(`${kind}-`)) {
    // A part of another one is a text.
    if (!isObject(head)) continue;
    const { value, hasParts } = await readRecord(server, name);
    const content = next(value);
    if (content) await writeRecord(server, name, content, hasParts);
  }
}

/** What a record says that it is kept for. */
function describedIn({ repository, files, scope }: JsonObject): JsonObject {
  return { repository: repository ?? "", files: files ?? "", scope: scope ?? "" };
}
