import * as core from "@actions/core";

/** A line of a multi-line secret that is shorter than this (`}`, `-`) is no secret and would mask half a log. */
const SHORTEST_SECRET_LINE = 4;

const secrets = new Set<string>();

/**
 * Keeps a secret out of everything that is printed from now on: the runner is told to mask it, and this process
 * leaves it out of what it writes itself (summaries and files are not seen by every runner's masking). Of a
 * secret with several lines each line is masked too, as a program may print them one by one.
 */
export function maskSecret(secret: string | undefined): void {
  if (!secret) return;
  const lines = secret
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_SECRET_LINE);
  for (const value of [secret, secret.trim(), ...lines]) {
    if (value === "" || secrets.has(value)) continue;
    secrets.add(value);
    core.setSecret(value);
  }
}

/** `text` with every masked secret replaced by `***`. */
export function redact(text: string): string {
  // Longest first, so that a secret that contains another one goes whole.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((result, secret) => result.replaceAll(secret, "***"), text);
}

/** Whether `text` contains a masked secret. */
export function containsSecret(text: string): boolean {
  return [...secrets].some((secret) => text.includes(secret));
}
