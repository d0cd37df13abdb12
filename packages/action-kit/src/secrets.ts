import * as core from "@actions/core";
import { Redactor } from "#redaction";

const redactor = new Redactor();

/**
 * Keeps a secret out of everything that is printed from now on: the runner is told to mask it, and this process
 * leaves it out of what it writes itself (summaries and files are not seen by every runner's masking).
 */
export function maskSecret(secret: string | undefined): void {
  if (!secret) return;
  for (const text of redactor.add(secret)) core.setSecret(text);
}

/** `text` with every masked secret replaced by `***`. */
export function redact(text: string): string {
  return redactor.redact(text);
}

/** Whether `text` contains a masked secret. */
export function containsSecret(text: string): boolean {
  return redactor.isIn(text);
}
