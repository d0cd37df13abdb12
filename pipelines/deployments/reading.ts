import type { Step } from "../workflow.ts";

const FILE = "${{ setting.prefect-file }}";
export const FOUND = "steps.detect.outputs";

/** Also where the detection has failed at its end over a file that can't be read: the others are deployed. */
export const IF_FOUND = `!cancelled() && ${FOUND}.changes-file != ''`;

/** What a detection found, however many deployments these are: an input holds no more than some hundred names. */
export const FOUND_CHANGES = `\${{ ${FOUND}.changes-file }}`;

/** No step runs a flow's code, a pull request's least of all: names and parameters are read from the source. */
export const READ = { "prefect-file": FILE, "flow-reader": "static" };

/** Where definitions are, for a step that reads no flow itself. */
export const PREFECT_FILES = { "prefect-file": FILE };

export const detect = (more: Step["with"] = {}): Step => ({
  name: "Find changed deployments",
  id: "detect",
  uses: "detect-changed-deployments",
  with: { ...READ, "select-all-on": "${{ setting.select-all-on }}", ...more },
});

/** DEV's deployments are tried by hand: no schedule runs there. */
export const AS_IN_DEV = { schedules: "paused", paused: "as-declared" };
