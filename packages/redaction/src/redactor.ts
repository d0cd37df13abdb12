/** What stands in the place of a secret. */
export const MASK = "***";

/**
 * A shorter text (`prod`, `1`, `}`) would blot out half a log, and GitHub's runner empties each output that contains it. A
 * secret of that length is none that anybody could rely on.
 */
const SHORTEST = 8;

/** Knows the secrets of a run and takes them out of texts. */
export class Redactor {
  /** Longest first, so that a secret that contains another one goes whole. */
  private secrets: string[] = [];

  /**
   * Keeps a secret of eight characters or more. Of one with several lines each line is one too, as a program may print
   * them one by one.
   *
   * @returns the texts that were not known before
   */
  add(secret: string): string[] {
    const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
    const texts = [...new Set([secret, secret.trim(), ...lines])];
    const added = texts.filter((text) => text.trim().length >= SHORTEST && !this.secrets.includes(text));
    this.secrets = [...this.secrets, ...added].sort((one, other) => other.length - one.length);
    return added;
  }

  /** `text` with every secret replaced by `***`. */
  redact(text: string): string {
    return this.secrets.reduce((result, secret) => result.replaceAll(secret, MASK), text);
  }

  /** Whether `text` contains a secret. */
  isIn(text: string): boolean {
    return this.secrets.some((secret) => text.includes(secret));
  }
}
