import { parseJson } from "#json";
import { typedNumbersPlain } from "./typed-numbers.ts";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the API address, encoded, with its query. */
  path: string;
  body?: unknown;
}

/** What is done before a request is repeated that may have taken effect: nothing, or a look at the server. */
export type Repeat<Result> = "safe" | { lookFirst: () => Promise<Result | undefined> };

export interface Answer {
  status: number;
  /** Parsed JSON; undefined where the answer has no body. */
  body: unknown;
}

/** Stands for a body that is no JSON: a web page, most likely. */
export class NotJson {}

/** The body of an answer: JSON with its typed numbers plain, undefined where it is empty, {@link NotJson} for anything else. */
export function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return typedNumbersPlain(parseJson(text));
  } catch {
    return new NotJson();
  }
}
