import pLimit, { type LimitFunction } from "p-limit";

/** Answers in a row that earn a server one more request at once. */
const EARNED_BY = 50;

/**
 * Bounds how many requests are under way at once, and listens to the server: one that is too busy gets half as many,
 * at least one; as it goes on answering, one more from time to time, up to where it began. A server on SQLite takes one
 * writer at a time, so that more at once only cost refusals and waits.
 */
export class AdaptiveLimit {
  private readonly limit: LimitFunction;
  private readonly most: number;
  private answered = 0;

  /** @param most how many requests may ever be under way at once */
  constructor(most: number) {
    this.most = most;
    this.limit = pLimit(most);
  }

  /** How many requests may be under way at once now. */
  get current(): number {
    return this.limit.concurrency;
  }

  /** Runs the request when it is its turn. */
  run<T>(request: () => Promise<T>): Promise<T> {
    return this.limit(request);
  }

  /** The server was too busy for a request (429, 503). */
  refused(): void {
    this.answered = 0;
    this.limit.concurrency = Math.max(1, Math.floor(this.limit.concurrency / 2));
  }

  /** The server has answered a request. */
  served(): void {
    this.answered += 1;
    if (this.answered % EARNED_BY === 0 && this.limit.concurrency < this.most) this.limit.concurrency += 1;
  }
}
