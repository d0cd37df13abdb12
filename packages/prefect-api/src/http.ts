import { FaultError } from "#diagnostics";
import { same } from "#json";
import { type AnswerCheck, anything } from "./answer-check.ts";
import { answerFault } from "./api-error.ts";
import type { Answer, Repeat, Request } from "./exchange.ts";
import type { paths } from "./generated/prefect-api.ts";
import type { Transport } from "./transport.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";
/** Paths of Prefect's API that take a method. */
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never;
}[keyof paths];

interface Details {
  /** Values for the `{placeholders}` of the path. */
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
}

/**
 * Requests by the paths of Prefect's own API description: one that the pinned server doesn't have is a type error.
 * What an answer holds is said by the caller, and checked: what stands before a server may answer in its place.
 */
export class Http {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get connection() {
    return this.transport.connection;
  }

  /** See {@link Transport.clockAhead}. */
  get clockAhead(): number | null {
    return this.transport.clockAhead;
  }

  /** Asks for what requests other than GET need, so that the first of them needn't wait for it. */
  prepareWrites(): void {
    this.transport.prepareWrites();
  }

  async get<Result>(path: PathOf<"get">, check: AnswerCheck<Result>, details: Details = {}): Promise<Result> {
    return (await this.request("GET", path, details, "safe", check)).body as Result;
  }

  /** As {@link get}, of a path that Prefect Cloud alone has and that no description of ours tells of. */
  async getOfCloud<Result>(path: string, check: AnswerCheck<Result>): Promise<Result> {
    return (await this.request("GET", path, {}, "safe", check)).body as Result;
  }

  /** As {@link get}, but undefined where the server has none (404). */
  async find<Result>(
    path: PathOf<"get">,
    check: AnswerCheck<Result>,
    details: Details = {},
  ): Promise<Result | undefined> {
    const answer = await this.request("GET", path, details, "safe", check, [404]);
    return answer.status === 404 ? undefined : (answer.body as Result);
  }

  /** A POST that reads (filters, counts) or that can be repeated without harm (upserts). */
  async postSafely<Result>(
    path: PathOf<"post">,
    check: AnswerCheck<Result>,
    details: Details = {},
  ): Promise<Result> {
    return (await this.request("POST", path, details, "safe", check)).body as Result;
  }

  /** A POST that makes something each time: `lookFirst` finds what a lost attempt has made. */
  async post<Result>(
    path: PathOf<"post">,
    check: AnswerCheck<Result>,
    details: Details,
    lookFirst: () => Promise<Result | undefined>,
  ): Promise<Result> {
    const look = async () => {
      const made = await lookFirst();
      return made === undefined ? undefined : { status: 201, body: made };
    };
    return (await this.request("POST", path, details, { lookFirst: look }, check)).body as Result;
  }

  async put(path: PathOf<"put">, details: Details): Promise<void> {
    await this.request("PUT", path, details, "safe", anything);
  }

  /** Changes; false when there is nothing to change (404). */
  async patch(path: PathOf<"patch">, details: Details): Promise<boolean> {
    return (await this.request("PATCH", path, details, "safe", anything, [404])).status !== 404;
  }

  /** Deletes; what isn't there (any more) is no error. */
  async delete(path: PathOf<"delete">, details: Details): Promise<void> {
    await this.request("DELETE", path, details, "safe", anything, [404]);
  }

  private async request(
    method: Request["method"],
    path: string,
    { path: values = {}, query = {}, body }: Details,
    repeat: Repeat<Answer>,
    check: AnswerCheck<unknown>,
    accept: readonly number[] = [],
  ): Promise<Answer> {
    const unfit = Object.values(values).find((value) => !fitsPath(value));
    if (unfit !== undefined) {
      if (accept.includes(404)) return { status: 404, body: undefined };
      throw new FaultError({
        code: "name-refused",
        message: `Prefect has no name ${JSON.stringify(unfit)}.`,
        fix: "Check it for a typing error.",
      });
    }
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
    const search = new URLSearchParams(query).toString();
    const request = { method, path: search ? `${filled}?${search}` : filled, body };
    const answer = await this.transport.send(request, repeat, check, accept);
    if (isUnknownPath(answer)) throw answerFault(this.connection, request, answer);
    return answer;
  }
}

/** Nothing on a Prefect server has such a name, and an address with it would be another's: `/variables/name/..`. */
function fitsPath(value: string): boolean {
  return value !== "" && value !== "." && value !== ".." && !value.includes("/");
}

/** FastAPI's own 404, of a path that no route has; Prefect's say what is missing. Only the latter is an absence. */
function isUnknownPath({ status, body }: Answer): boolean {
  return status === 404 && same(body, { detail: "Not Found" });
}
