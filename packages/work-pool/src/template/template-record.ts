import type { TemporaryTemplate } from "#server-records";
import { fingerprint, type Template } from "./template.ts";
import type { TemplateState } from "./template-state.ts";

/** What is done to the record of a pool's temporary template. */
export type RecordWrite =
  | { kind: "none" }
  | { kind: "record"; record: TemporaryTemplate }
  /** It is deleted. */
  | { kind: "forget" };

/** An update whose template is live now. */
export type DoneUpdate =
  /** It put back what was before. */
  | { kind: "restored" }
  /** Its template is for a while. */
  | { kind: "temporary" }
  /** Its template is to stay. */
  | { kind: "lasting"; template: Template; by: "helm" | "api" };

/**
 * What is recorded before `owner`'s template for a while is set. The template to put back is the one before the first
 * of several such changes, so that two open pull requests don't put back each other's.
 *
 * @param time ISO 8601, UTC
 */
export function recordBefore(
  state: TemplateState,
  change: { owner: string; next: Template; time: string },
): RecordWrite {
  if (state.kind === "none" || state.template === undefined) return { kind: "none" };
  const { owner, next, time } = change;
  const earlier = state.kind === "temporary" ? state.record : undefined;
  const base = earlier?.base ?? state.template;
  return { kind: "record", record: { owner, base, set: [...(earlier?.set ?? []), fingerprint(next)], time } };
}

/**
 * What becomes of a record after an update. One that is to stay changes what somebody else's record puts back; a
 * release's own pods have its template alone, so that nothing of anybody is left after it.
 */
export function recordAfter(record: TemporaryTemplate | undefined, done: DoneUpdate): RecordWrite {
  if (!record || done.kind === "temporary") return { kind: "none" };
  if (done.kind === "restored" || done.by === "helm") return { kind: "forget" };
  const lasting = fingerprint(done.template);
  if (record.set.includes(lasting)) return { kind: "forget" };
  if (fingerprint(record.base) === lasting) return { kind: "none" };
  return { kind: "record", record: { ...record, base: done.template } };
}
