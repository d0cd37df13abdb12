/** How a plan treats what the server holds beside the files, in the words that a user chooses by. */
export interface PlanChoices {
  /**
   * `keep`: each schedule and automation that exists stays as active as it is on the server; new ones are as declared.
   * The other choices are made before: the desired schedules carry them.
   */
  schedules: "as-declared" | "active" | "paused" | "keep";
  /** True: schedules that the server doesn't have yet are written active, whatever the file says. */
  startNewSchedules: boolean;
  /** `keep`: schedules that the file doesn't have, such as those made in the UI, stay as they are. */
  undeclaredSchedules: "delete" | "keep";
  /** `keep`: a deployment that is paused on the server stays so, whatever the file says. */
  paused: "keep" | "as-declared";
  /** `write`: a version that is only derived from the commit is a reason to write. */
  derivedVersion: "ignore" | "write";
}

/** What suits most: nothing is written for nothing, and the file alone says which schedules there are. */
export const DEFAULT_CHOICES: PlanChoices = {
  schedules: "as-declared",
  startNewSchedules: false,
  undeclaredSchedules: "delete",
  paused: "keep",
  derivedVersion: "ignore",
};

/** All choices: the given ones, and what suits most for the others. */
export function allChoices(given: Partial<PlanChoices>): PlanChoices {
  return {
    schedules: given.schedules ?? DEFAULT_CHOICES.schedules,
    startNewSchedules: given.startNewSchedules ?? DEFAULT_CHOICES.startNewSchedules,
    undeclaredSchedules: given.undeclaredSchedules ?? DEFAULT_CHOICES.undeclaredSchedules,
    paused: given.paused ?? DEFAULT_CHOICES.paused,
    derivedVersion: given.derivedVersion ?? DEFAULT_CHOICES.derivedVersion,
  };
}
