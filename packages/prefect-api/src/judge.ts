import type { Response } from "#http";
import type { AnswerCheck } from "./answer-check.ts";
import { answerFault, oddAnswerFault, type PrefectApiError } from "./api-error.ts";
import type { Connection } from "./connection.ts";
import { type Answer, NotJson, parseBody, type Request } from "./exchange.ts";
import { type Failure, isPassing, parseRetryAfter } from "./retry-policy.ts";

/** An attempt that brought no answer to use, and the error if it stays the last. */
export interface Failed {
  failure: Failure;
  fault: PrefectApiError;
}

/**
 * Whether an answer can be used, or may be another one the next time.
 *
 * @param check what a success has to hold
 */
export function judge(
  connection: Connection,
  request: Request,
  check: AnswerCheck<unknown>,
  { status, headers }: Response,
  text: string,
): Answer | Failed {
  const answer = { status, body: parseBody(text), location: headers.get("location") ?? null };
  if (isPassing(status)) {
    const retryAfter = parseRetryAfter(headers.get("retry-after") ?? null, Date.now());
    return {
      failure: { kind: "status", status, retryAfter },
      fault: answerFault(connection, request, answer),
    };
  }
  if (answer.body instanceof NotJson || !isSuccess(status)) return answer;
  const odd = check.fault(answer.body, "");
  if (odd === null) return answer;
  return { failure: { kind: "odd" }, fault: oddAnswerFault(connection, request, status, odd) };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
