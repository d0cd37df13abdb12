/** How many faults are told of one file or deployment: nobody fixes more at a time. */
export const MOST_PROBLEMS = 200;

const MOST_CHARACTERS = 1000;

/** A message may quote what a file has: nobody reads a megabyte. */
export function shortened(message: string): string {
  return message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)} …` : message;
}
