export { type SchemaDifference, schemaDifferences } from "./compare-schemas.ts";
export { isPlace } from "./containers.ts";
export {
  type Docker,
  docker,
  enginePlatform,
  type LocalImage,
  pullImage,
  removeContainer,
  removeLeftContainers,
} from "./docker.ts";
export type { Imported } from "./import-flows.ts";
export {
  deploymentsText,
  type ImageSource,
  type ImportPlace,
  type ImportReport,
  type ImportResult,
} from "./import-result.ts";
export { type ImportOptions, importInImage } from "./in-image.ts";
export { judge } from "./judge.ts";
export { importOnMachine } from "./on-machine.ts";
export { type Circumstances, type Outcome, passed, type Verdict } from "./outcome.ts";
export type { ProbeFlow, ProbePython, ProbeResult } from "./probe/probe-protocol.ts";
export { asReading, isSchema } from "./reading.ts";
export { importCounts, renderImportsMarkdown, renderImportsText } from "./render-imports.ts";
