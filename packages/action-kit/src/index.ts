export type { Json } from "#json";
export { code, codeBlock, escapeMarkdown, table } from "#markdown";
export { InputReader, readInputs } from "./inputs.ts";
export {
  annotateError,
  annotateNotice,
  annotateWarning,
  debug,
  group,
  info,
  infoGroup,
  reporter,
} from "./log.ts";
export { addPath, exportVariable, setOutputs } from "./outputs.ts";
export { type PrefectConnectionInputs, readPrefectConnection } from "./prefect-connection.ts";
export { readResultFile, shortOutput, writeResultFile } from "./result-file.ts";
export { runAction, runPostStep } from "./run-action.ts";
export { runCommand } from "./run-command.ts";
export { maskSecret, redact } from "./secrets.ts";
export { state } from "./state.ts";
export { writeSummary } from "./summary.ts";
export { surroundings } from "./surroundings.ts";
