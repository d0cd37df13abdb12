/** How a command ends; part of the interface. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** Something is wrong: with the options, the files or the server. Standard error says what. */
  wrong: 1,
  /** With `--exit-code`: there are changes. */
  changes: 2,
  /** A defect of prefect-cicd itself. */
  defect: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
