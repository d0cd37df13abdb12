import { annotateError, infoGroup } from "#action-kit";
import type { Log } from "#prefect-api";

/** Python's level of errors. */
const ERROR = 40;

/** GitHub shows ten annotations of a step: one run must not take all of them. */
const MOST_ANNOTATED = 3;

/** What Prefect's engine logs of a run's end: the annotation of the end itself has the exception. */
const OF_THE_END = /^(Encountered exception during execution|Engine execution exited|Finished in state)\b/;

/** Shows lines of runs in the job's log, a group for those of a run that came together; errors become annotations. */
export class RunLog {
  private readonly annotated = new Map<string, number>();

  show(title: string, lines: readonly Log[]): void {
    infoGroup(
      title,
      lines.map(({ message, level }) => (level >= ERROR ? `ERROR ${message}` : message)),
    );
    for (const { message, level } of lines) {
      if (level >= ERROR && !OF_THE_END.test(message)) this.annotate(title, message);
    }
  }

  private annotate(title: string, message: string): void {
    const count = this.annotated.get(title) ?? 0;
    this.annotated.set(title, count + 1);
    if (count >= MOST_ANNOTATED) return;
    annotateError({ code: "run-failed", message: `${title}: ${message.split("\n")[0]}` });
  }
}
