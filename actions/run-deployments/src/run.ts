import {
  annotateNotice,
  readResultFile,
  redact,
  reporter,
  setOutputs,
  shortOutput,
  surroundings,
  writeResultFile,
  writeSummary,
} from "#action-kit";
import { untilCancelled } from "#command";
import { throwIfAny } from "#diagnostics";
import { jsonText } from "#json";
import { type RunReport, resultsFile, runDeployments, runSelectors } from "#operations";
import type { Verdict } from "#runs";
import type { Inputs } from "./inputs.ts";
import { RunLog } from "./run-log.ts";
import { saveStarted } from "./started.ts";
import { summary } from "./summary.ts";

/** Seconds. The runner kills a step ten seconds after it has cancelled it; the post step has more time. */
const SIGNAL_TIMEOUT = 3;

export async function run(inputs: Inputs): Promise<void> {
  const deployments = await runSelectors(inputs, inputs.isNamed, readResultFile);
  const log = new RunLog();
  const report = await untilCancelled((signal) =>
    runDeployments({
      ...inputs,
      ...surroundings(),
      deployments,
      signal,
      signalTimeout: SIGNAL_TIMEOUT,
      showLog: (title, lines) => log.show(title, lines),
      remember: saveStarted,
    }),
  );
  setOutputs(await outputs(report));
  await writeSummary(summary(report, inputs));
  for (const warning of report.warnings) reporter.warning(warning);
  throwIfAny(report.faults);
}

async function outputs(report: RunReport) {
  const { results, planned } = report;
  const tellTooLong = () =>
    annotateNotice({
      message: "The list of runs is too long for an output, which is left empty.",
      fix: "Read `results-file` instead.",
    });
  const keys = (verdict: Verdict) =>
    results.filter((one) => one.verdict === verdict).map(({ deployment }) => deployment);
  return {
    // The runner empties an output that holds a secret, as an exception may.
    runs: shortOutput(JSON.parse(jsonText(results, { replace: redact })), tellTooLong),
    planned: shortOutput(planned, tellTooLong),
    passed: shortOutput(keys("passed"), tellTooLong),
    failed: shortOutput(keys("failed"), tellTooLong),
    inconclusive: shortOutput(keys("inconclusive"), tellTooLong),
    "results-file": await writeResultFile("results.json", resultsFile(report)),
  };
}
