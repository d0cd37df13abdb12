import {
  annotateWarning,
  group,
  InputReader,
  info,
  maskSecret,
  readInputs,
  readPrefectConnection,
  reporter,
  runAction,
  runCommand,
  setOutputs,
  state,
  writeSummary,
} from "#action-kit";
import { readContext } from "#ci-run";
import { FaultError } from "#diagnostics";

const input = new InputReader();

/** What a test asks of the probe, by the input `do`. */
const deeds: Record<string, () => Promise<void>> = {
  async inputs() {
    const result = readInputs((all) => ({
      text: all.required("text"),
      files: all.list("files"),
      policy: all.choice("policy", ["keep", "pause", "delete"], "keep"),
      careful: all.boolean("careful"),
      atOnce: all.integer("at-once", 4, { minimum: 1, maximum: 16 }),
    }));
    setOutputs({ result });
  },
  async echo() {
    const text = input.required("text");
    info(text);
    annotateWarning({ code: "key-unknown", message: text, location: { file: text, line: 3, column: 7 } });
    await group(text, async () => reporter.info("inside"));
    await writeSummary(text);
    setOutputs({ result: text, other: [text] });
  },
  async faults() {
    throw new FaultError([
      {
        code: "flow-missing",
        message: "No flow there.",
        location: { file: "a,b:c.py", line: 2, column: 5 },
        fix: "Add one.",
      },
      { code: "deployment-twice", message: "Two deployments have one name." },
    ]);
  },
  async defect() {
    throw new TypeError("Cannot read properties of undefined");
  },
  async "secret-output"() {
    const secret = input.secret("secret") ?? "";
    setOutputs({ result: [`name-${secret}`], other: "fine" });
  },
  async secret() {
    const secret = input.secret("secret") ?? "";
    info(`A: ${secret}`);
    for (const line of secret.split("\n")) info(`B: ${line}`);
    await writeSummary(`C: ${secret}`);
    throw new FaultError({ code: "input-invalid", message: `D: ${secret}` });
  },
  async "secret-argument"() {
    await runCommand("echo", [`--token=${input.secret("secret")}`]);
  },
  async connection() {
    const connection = readPrefectConnection(input);
    setOutputs({ result: Object.keys(connection).filter((key) => Reflect.get(connection, key)) });
  },
  async "large-summary"() {
    await writeSummary(`<details>\n\n${"line of a table\n".repeat(100_000)}</details>\n`);
    await writeSummary("more");
  },
  async context() {
    setOutputs({ result: readContext() });
  },
  async state() {
    maskSecret(input.secret("secret"));
    state.save("builder", input.required("text"));
  },
};

await runAction(async () => deeds[input.required("do")]?.());
