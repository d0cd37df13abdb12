import { appendFile, stat } from "node:fs/promises";
import { annotateWarning } from "./log.ts";
import { redact } from "./secrets.ts";

/** GitHub refuses a step's summary that is larger (docs.github.com, "Step isolation and limits"). */
const LARGEST_SUMMARY = 1024 * 1024;

const CUT_NOTE =
  "\n\n_The rest did not fit into a job summary; the step's log and outputs have all of it._\n";

/**
 * Adds Markdown to the step's summary. What goes beyond GitHub's limit is cut at the end of a line, with a note;
 * without the cut GitHub would show no summary at all. Does nothing where there are no summaries.
 */
export async function writeSummary(markdown: string): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const used = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const text = redact(markdown.endsWith("\n") ? markdown : `${markdown}\n`);
  try {
    await appendFile(file, cutToBytes(text, LARGEST_SUMMARY - used));
  } catch (error) {
    annotateWarning({
      code: "summary-unwritten",
      message: `The job summary could not be written: ${(error as Error).message}`,
    });
  }
}

/** `text`, or as many of its whole lines as fit into `limit` bytes of UTF-8 together with a note. */
export function cutToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  const room = limit - Buffer.byteLength(CUT_NOTE) - CLOSING_ROOM;
  if (room <= 0) return "";
  const lastLine = bytes.lastIndexOf("\n", room - 1);
  const kept = bytes.subarray(0, lastLine + 1).toString();
  return `${kept}${closeDetails(kept)}${CUT_NOTE}`;
}

const CLOSING_ROOM = 1024;

/** Closes folded parts that the cut left open, so that the note stands outside of them. */
function closeDetails(kept: string): string {
  const open = kept.split("<details").length - kept.split("</details>").length;
  return "\n</details>".repeat(Math.max(0, Math.min(open, 50)));
}
