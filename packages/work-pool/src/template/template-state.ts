import type { TemporaryTemplate } from "#server-records";
import { fingerprint, type Template } from "./template.ts";

/** Whose a work pool's present template is, as the record of temporary ones tells. */
export type TemplateState =
  /** There is no pool, or one that nobody has given a template, and no record. */
  | { kind: "none" }
  /** It is the one that is to stay. */
  | { kind: "lasting"; template: Template }
  /** `record.owner` has changed it for a while; `record.base` is the one that is to stay. */
  | { kind: "temporary"; template: Template; record: TemporaryTemplate }
  /** Somebody else has changed it since `record.owner` did; undefined where it is gone. */
  | { kind: "overtaken"; template: Template | undefined; record: TemporaryTemplate };

/**
 * The state of a pool whose template is `live`. A run that was killed between recording and setting, or after putting
 * back, leaves the base with a record: that is the owner's still.
 */
export function stateOf(live: Template | undefined, record: TemporaryTemplate | undefined): TemplateState {
  if (!record) return live ? { kind: "lasting", template: live } : { kind: "none" };
  if (!live) return { kind: "overtaken", template: undefined, record };
  const present = fingerprint(live);
  const isOwners = record.set.includes(present) || present === fingerprint(record.base);
  return isOwners
    ? { kind: "temporary", template: live, record }
    : { kind: "overtaken", template: live, record };
}

/** The template that stays: what somebody has changed of it for a while is left out. */
export function lastingTemplate(state: TemplateState): Template | undefined {
  switch (state.kind) {
    case "none":
      return undefined;
    case "temporary":
      return state.record.base;
    case "lasting":
    case "overtaken":
      return state.template;
  }
}

/** What is put back for an owner. */
export type Restoration =
  | { restore: true; template: Template }
  /** Why nothing is; `forget` where nobody can ever put it back any more. */
  | { restore: false; reason: string; forget: boolean };

/**
 * What `owner` may put back: the template as it was before, unless nothing is recorded, another owner has taken
 * over, or the live template is none that a recorded run has set.
 */
export function restorationFor(owner: string, state: TemplateState): Restoration {
  if (state.kind === "none" || state.kind === "lasting") {
    return { restore: false, reason: "nothing is recorded that could be put back", forget: false };
  }
  const { record } = state;
  if (record.owner !== owner) {
    const reason = `${record.owner} has changed the template since, at ${record.time}`;
    return { restore: false, reason, forget: false };
  }
  if (state.kind === "temporary") return { restore: true, template: record.base };
  return { restore: false, reason: "somebody else has changed the template since", forget: true };
}
