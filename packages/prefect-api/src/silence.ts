/** Part of the longest time for which a server that was given up is left alone, and for which it is tried then. */
const PROBE = 1 / 12;

/**
 * How long a server has given no successful answer while it was asked for something. There is no limit for the whole of
 * a run, only for this; once it is passed, the server is given up: what comes next fails at once, but for a try now
 * and then that finds out whether it is back.
 */
export class Silence {
  /** Milliseconds. */
  readonly longest: number;
  private underWay = 0;
  private since = 0;
  private isGivenUp = false;
  private triedAt = 0;

  constructor(longest: number) {
    this.longest = longest;
  }

  /** Somebody waits for an answer from now on. Nobody asked before, so that nothing was to be heard. */
  begin(): void {
    if (this.underWay++ === 0 && !this.isGivenUp) this.since = Date.now();
  }

  end(): void {
    this.underWay -= 1;
  }

  /** A successful answer has come. */
  broken(): void {
    this.since = Date.now();
    this.isGivenUp = false;
  }

  /** Milliseconds for which the server is still waited for; none once it is given up. */
  get left(): number {
    return this.isGivenUp ? 0 : this.since + this.longest - Date.now();
  }

  giveUp(): void {
    if (!this.isGivenUp) this.triedAt = Date.now();
    this.isGivenUp = true;
  }

  /** Milliseconds for a try of a server that was given up; none while the last try was just now. */
  probe(): number {
    const time = this.longest * PROBE;
    if (Date.now() - this.triedAt < time) return 0;
    this.triedAt = Date.now();
    return time;
  }
}
