/** How a call goes wrong. */
export interface Failure {
  /** `before`: nothing happened on GitHub; `after`: it did what was asked, and the answer got lost. */
  when?: "before" | "after";
  /** The connection breaks, or GitHub answers with an error status. */
  how: "drop" | { status: number; message?: string; headers?: Record<string, string> };
}

/** Which calls a failure hits; every given condition must hold. */
export interface FailureTarget {
  /** GitHub's operation id, for example `repos/create-release`. */
  operation?: string;
  /** Counted from 0 over all calls of the stand-in. */
  call?: number;
  /** As `call`, and every later one too. */
  fromCall?: number;
  /** How many calls it hits; without end for `fromCall`, otherwise 1. */
  times?: number;
}

/** The failures that are still to happen. */
export class PlannedFailures {
  private planned: { target: FailureTarget; failure: Failure; left: number }[] = [];

  add(target: FailureTarget, failure: Failure): void {
    const endless = target.fromCall !== undefined ? Number.POSITIVE_INFINITY : 1;
    this.planned.push({ target, failure, left: target.times ?? endless });
  }

  clear(): void {
    this.planned = [];
  }

  /** The failure of this call, which is used up by it. */
  take(operation: string, call: number): Failure | undefined {
    const hit = this.planned.find(
      ({ target, left }) =>
        left > 0 &&
        (target.operation === undefined || target.operation === operation) &&
        (target.call === undefined || target.call === call) &&
        (target.fromCall === undefined || call >= target.fromCall),
    );
    if (hit) hit.left -= 1;
    return hit?.failure;
  }
}
