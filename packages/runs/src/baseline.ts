/** How long a run took, beside those before it. */
export interface Pace {
  /** Seconds that its flow ran; null where it never did. */
  seconds: number | null;
  /** Median of the last completed runs in seconds; null where there are none to compare with. */
  median: number | null;
  /** Whether it took so many times as long as the median, as the user asked to be told. */
  isSlower: boolean;
}

/** How many completed runs the median is of. */
export const BASELINE_RUNS = 5;

/**
 * @param before seconds of the last completed runs, without this one
 * @param slowerThan how many times the median
 */
export function paceOf(seconds: number | null, before: readonly number[], slowerThan: number): Pace {
  const median = medianOf(before);
  const isSlower = seconds !== null && median !== null && seconds > median * slowerThan;
  return { seconds, median, isSlower };
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
