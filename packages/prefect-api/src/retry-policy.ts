/** When a request is sent again. Times are in milliseconds. */
export interface RetryPolicy {
  /** How often a request is sent at most; as often as the time allows unless given. */
  attempts: number;
  /** Delay before the second attempt; it doubles with each further one. */
  firstDelay: number;
  /** The longest delay, but for those that a server asks for by Retry-After. */
  longestDelay: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: Number.POSITIVE_INFINITY,
  firstDelay: 500,
  longestDelay: 30_000,
};

/** What became of an attempt that brought no answer to use. */
export type Failure =
  | {
      kind: "status";
      status: number;
      /** Milliseconds that the server asks to wait. */
      retryAfter: number | null;
    }
  /** No connection was made, so that the server can't have seen the request. */
  | { kind: "unreachable" }
  /** The connection broke: the request may have taken effect. */
  | { kind: "lost" }
  /** No answer within the time: the request may take effect even later. */
  | { kind: "timeout" }
  /** A success with something else than a Prefect server sends: the request may have taken effect. */
  | { kind: "odd" }
  /** The certificate, or the encryption as a whole, is not what it must be: it won't be the next time either. */
  | { kind: "untrusted" };

/**
 * How the server has behaved: it has answered; it hasn't been heard of yet, so that its address may be wrong; or a
 * request was given up on it and it hasn't answered since.
 */
export type Standing = "answering" | "unheard" | "gone";

/** An answer that promises a better one: too many requests, and every fault of the server or what is before it. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether the failed request can have taken effect all the same: then a POST needs a look before it is repeated. */
export function mayHaveTakenEffect(failure: Failure): boolean {
  if (failure.kind === "status") return failure.status !== 429;
  return failure.kind !== "unreachable" && failure.kind !== "untrusted";
}

/** Whether the server may still be at it, so that a look proves nothing when it finds nothing. */
export function mayStillTakeEffect(failure: Failure): boolean {
  return failure.kind === "timeout" || (failure.kind === "status" && [408, 504].includes(failure.status));
}

/**
 * Milliseconds until the next attempt, or null when there is none.
 *
 * @param attempt how many were made
 * @param standing of the server when the attempt failed
 * @param left milliseconds for which the server is still waited for
 * @param random between 0 and 1
 */
export function nextDelay(
  policy: RetryPolicy,
  failure: Failure,
  attempt: number,
  standing: Standing,
  left: number,
  random: number,
): number | null {
  if (attempt >= attemptsFor(policy, failure, standing) || left <= 0) return null;
  const asked = failure.kind === "status" ? failure.retryAfter : null;
  if (asked !== null) {
    // Never before the time asked for; a little after it, so that not all come back at once.
    return asked >= left ? null : asked + random * Math.min(1000, asked / 4 + 50);
  }
  const delay = Math.min(policy.firstDelay * 2 ** (attempt - 1), policy.longestDelay);
  // Some time must be left for the attempt itself.
  return Math.min(delay * (0.5 + random / 2), left / 2);
}

function attemptsFor(policy: RetryPolicy, failure: Failure, standing: Standing): number {
  if (failure.kind === "untrusted") return 1;
  // What stands before the server may do so once: twice, and it always does.
  if (failure.kind === "odd") return Math.min(policy.attempts, 2);
  if (failure.kind === "unreachable" && standing === "unheard") return Math.min(policy.attempts, 3);
  // Hundreds of requests that each wait for a dead server to the end would take hours.
  if (standing === "gone") return Math.min(policy.attempts, 2);
  // Prefect answers 500 to some requests however often they come; once more is for those that a busy database failed.
  if (failure.kind === "status" && failure.status === 500) return Math.min(policy.attempts, 2);
  return policy.attempts;
}

/** Reads a Retry-After header: seconds or a date (RFC 9110, 10.2.3). Null where it is neither. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (!value?.trim()) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
