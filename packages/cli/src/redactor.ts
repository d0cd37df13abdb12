/** A line of a multi-line secret that is shorter than this (`}`, `-`) is no secret and would mask half a log. */
const SHORTEST_LINE = 4;

/** Knows the secrets of a run and takes them out of texts. */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Of a secret with several lines each line is one too, as a program may print them one by one. */
  add(secret: string): void {
    const lines = secret
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line.length >= SHORTEST_LINE);
    for (const text of [secret, secret.trim(), ...lines]) if (text !== "") this.secrets.add(text);
  }

  redact(text: string): string {
    // Longest first, so that a secret that contains another one goes whole.
    const longestFirst = [...this.secrets].sort((one, other) => other.length - one.length);
    return longestFirst.reduce((result, secret) => result.replaceAll(secret, "***"), text);
  }
}
