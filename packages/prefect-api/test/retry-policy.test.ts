import fc from "fast-check";
import {
  type Failure,
  isPassing,
  mayHaveTakenEffect,
  nextDelay,
  parseRetryAfter,
} from "../src/retry-policy.ts";

const status = (code: number, extra: { retryAfter?: number } = {}): Failure => ({
  kind: "status",
  status: code,
  retryAfter: extra.retryAfter ?? null,
});
const lost: Failure = { kind: "lost" };
/** Milliseconds for which the server is still waited for. */
const LEFT = 10_000;
const policy = { attempts: 5, firstDelay: 100, longestDelay: 1000 };

test("delays double, up to the longest, spread over half of their length", () => {
  const bounds = [1, 2, 3, 4].map((n) =>
    [0, 1].map((random) => nextDelay(policy, lost, n, "answering", LEFT, random)),
  );
  expect(bounds).toEqual([
    [50, 100],
    [100, 200],
    [200, 400],
    [400, 800],
  ]);
  expect(nextDelay({ ...policy, attempts: 99 }, lost, 50, "answering", LEFT, 1)).toBe(1000);
});

test("the last attempt has no delay after it", () => {
  expect(nextDelay(policy, lost, 5, "answering", LEFT, 0)).toBeNull();
});

test("never sooner than Retry-After asks, and not at all when it asks for too long", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retryAfter, random) => {
        const delay = nextDelay(policy, status(429, { retryAfter }), 1, "answering", LEFT, random);
        expect(delay).toBeGreaterThanOrEqual(retryAfter);
      },
    ),
  );
  expect(nextDelay(policy, status(429, { retryAfter: 9_999 }), 1, "answering", LEFT, 0)).toBe(9_999);
  expect(nextDelay(policy, status(429, { retryAfter: LEFT }), 1, "answering", LEFT, 0)).toBeNull();
});

test("an address that never answered is given up soon, a server that did is waited for", () => {
  const unreachable: Failure = { kind: "unreachable" };
  expect(nextDelay(policy, unreachable, 3, "unheard", LEFT, 0)).toBeNull();
  expect(nextDelay(policy, unreachable, 3, "answering", LEFT, 0)).not.toBeNull();
});

test("after one request was given up, the next don't wait for the dead server as long", () => {
  expect(nextDelay(policy, lost, 1, "gone", LEFT, 0)).not.toBeNull();
  expect(nextDelay(policy, lost, 2, "gone", LEFT, 0)).toBeNull();
  expect(nextDelay(policy, status(503), 2, "gone", LEFT, 0)).toBeNull();
});

test("500 is repeated once, since Prefect answers it to what it can't take; 503 to the end", () => {
  expect(nextDelay(policy, status(500), 1, "answering", LEFT, 0)).not.toBeNull();
  expect(nextDelay(policy, status(500), 2, "answering", LEFT, 0)).toBeNull();
  expect(nextDelay(policy, status(503), 4, "answering", LEFT, 0)).not.toBeNull();
});

test("the time that is left bounds the delays, and leaves some for the attempt itself", () => {
  const long = { ...policy, attempts: Number.POSITIVE_INFINITY, longestDelay: 60_000 };
  expect(nextDelay(long, lost, 20, "answering", 3000, 1)).toBe(1500);
  expect(nextDelay(long, lost, 1, "answering", 0, 1)).toBeNull();
});

test("neither an untrusted certificate nor an odd answer is asked for again and again", () => {
  expect(nextDelay(policy, { kind: "untrusted" }, 1, "answering", LEFT, 0)).toBeNull();
  expect(nextDelay(policy, { kind: "odd" }, 1, "answering", LEFT, 0)).not.toBeNull();
  expect(nextDelay(policy, { kind: "odd" }, 2, "answering", LEFT, 0)).toBeNull();
});

test("which answers pass, and after which the request may have taken effect", () => {
  expect([200, 204, 301, 400, 401, 403, 404, 409, 422].filter(isPassing)).toEqual([]);
  expect([408, 429, 500, 502, 503, 504].filter((code) => !isPassing(code))).toEqual([]);
  expect(mayHaveTakenEffect(lost)).toBe(true);
  expect(mayHaveTakenEffect(status(504))).toBe(true);
  expect(mayHaveTakenEffect(status(429))).toBe(false);
  expect(mayHaveTakenEffect({ kind: "unreachable" })).toBe(false);
  expect(mayHaveTakenEffect({ kind: "untrusted" })).toBe(false);
  expect(mayHaveTakenEffect({ kind: "odd" })).toBe(true);
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  expect(parseRetryAfter("3", now)).toBe(3000);
  expect(parseRetryAfter("Sat, 21 Nov 2026 10:00:30 GMT", now)).toBe(30_000);
  expect(parseRetryAfter("Sat, 21 Nov 2026 09:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeNull();
  expect(parseRetryAfter(null, now)).toBeNull();
});
