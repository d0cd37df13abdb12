import type { ShownDeployment } from "./plan.ts";

/** A note with the deployments that it is on. */
export interface SharedNote {
  note: string;
  keys: string[];
}

/** The notes of a plan, each once. */
export interface PlanNotes {
  /** Those on a single deployment that is not unchanged, by its key: they are shown with it. */
  own: Map<string, string[]>;
  /** Those that several deployments share, at least one of which is not unchanged. */
  shared: SharedNote[];
  /** Those on unchanged deployments alone. */
  unchanged: SharedNote[];
}

export function notesOf(deployments: readonly ShownDeployment[]): PlanNotes {
  const byNote = new Map<string, ShownDeployment[]>();
  for (const one of deployments) {
    for (const note of new Set(one.notes)) {
      const others = byNote.get(note);
      if (others) others.push(one);
      else byNote.set(note, [one]);
    }
  }
  const found: PlanNotes = { own: new Map(), shared: [], unchanged: [] };
  for (const [note, on] of byNote) {
    const keys = on.map(({ key }) => key);
    const [first] = keys;
    if (on.every(({ action }) => action === "unchanged")) found.unchanged.push({ note, keys });
    else if (on.length > 1) found.shared.push({ note, keys });
    else if (first !== undefined) found.own.set(first, [...(found.own.get(first) ?? []), note]);
  }
  return found;
}
