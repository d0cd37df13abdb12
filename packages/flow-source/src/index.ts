export { type EntryPoint, parseEntryPoint } from "./entry-point.ts";
export {
  createFlowReader,
  type FlowReader,
  type FlowReaderMode,
  type FlowReaderOptions,
} from "./flow-reader.ts";
export type {
  ApproximateParameter,
  FlowReading,
  Json,
  ParameterSchema,
  UnknownOption,
} from "./flow-reading.ts";
export {
  createImportGraph,
  type ImportGraph,
  type ImportGraphOptions,
  transitiveImports,
} from "./imports/import-graph.ts";
export { type ScannedImports, scanImports } from "./imports/scan-imports.ts";
export {
  createModuleResolver,
  filesOfImport,
  type ImportStatement,
  type ModuleResolver,
  type ResolvedImport,
} from "./module-resolution.ts";
export { pythonDialogue } from "./python-dialogue.ts";
export { type ReadFlowOptions, readFlow } from "./read-flow.ts";
export {
  PythonUnusable,
  type ReadFlowWithPythonOptions,
  readFlowsWithPython,
  readFlowWithPython,
} from "./read-flow-with-python.ts";
export { type SourceTree, type UndecodableByte, undecodable } from "./source-tree.ts";
