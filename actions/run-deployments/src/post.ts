import { annotateWarning, InputReader, readPrefectConnection, reporter, runPostStep } from "#action-kit";
import { stopRuns } from "#operations";
import { startedRuns } from "./started.ts";

/** Seconds: a worker looks for what is to be cancelled every ten. */
const TIMEOUT = 60;

// What the main step has started and not seen to its end, since the job was cancelled.
runPostStep(async () => {
  const ids = startedRuns();
  if (ids.length === 0) return;
  const connection = readPrefectConnection(new InputReader());
  const left = await stopRuns({ connection, env: process.env, reporter }, ids, TIMEOUT);
  for (const fault of left) annotateWarning(fault);
});
