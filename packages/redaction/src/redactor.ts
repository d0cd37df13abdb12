import { isLongEnough, withoutSecrets } from "./without-secrets.ts";

/** Knows the secrets of a run and takes them out of texts. */
export class Redactor {
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
    const added = texts.filter((text) => isLongEnough(text.trim()) && !this.secrets.includes(text));
    this.secrets = [...this.secrets, ...added];
    return added;
  }

  /** `text` with every secret replaced by `***`. */
  redact(text: string): string {
    return withoutSecrets(text, this.secrets);
  }

  /** Whether `text` contains a secret. */
  isIn(text: string): boolean {
    return this.secrets.some((secret) => text.includes(secret));
  }
}
