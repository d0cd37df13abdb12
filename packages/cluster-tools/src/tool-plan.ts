import type { ToolReport } from "./request.ts";

/** What is to be done about one tool. */
export interface ToolPlan {
  /** What it will come to. */
  report: ToolReport;
  /** Whether {@link apply} takes a downloaded and verified program. */
  needsDownload: boolean;
  /** Does it. `program` is the downloaded one's path, or empty where none is needed. */
  apply(program: string): Promise<ToolReport>;
}
