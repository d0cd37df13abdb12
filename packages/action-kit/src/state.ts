import * as core from "@actions/core";

/** What a main step leaves for its post step. Nothing secret belongs here: the runner keeps it in a file. */
export const state = {
  save(name: string, value: string): void {
    core.saveState(name, value);
  },
  /** What the main step saved, or undefined where it never came so far. */
  read(name: string): string | undefined {
    return core.getState(name) || undefined;
  },
};
