import type { CommentResult } from "#operations";

export interface Commented {
  /** Undefined where nothing could be written to the pull request. */
  result: CommentResult | undefined;
  /** What fits into a comment; null where nothing changes. */
  short: string | null;
  /** What fits into a summary. */
  whole: string | null;
  isLastEdit: boolean;
}

/** The job summary: the same text where the comment doesn't hold all of it, else where the comment stands. */
export function summary({ result, short, whole, isLastEdit }: Commented): string {
  const link = result?.url ? `[The pull request's comment](${result.url}) says what this does.\n` : "";
  if (isLastEdit) return link;
  if (whole !== null && (result === undefined || whole !== short)) return whole;
  return link || "⚪ **This changes no deployment.**\n";
}
