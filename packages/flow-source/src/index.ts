export { type EntryPoint, parseEntryPoint } from "./entry-point.ts";
export { type FoundCall, findCalls, type WantedFunctions } from "./find-calls.ts";
export {
  createFlowReader,
  type FlowReader,
  type FlowReaderMode,
  type FlowReaderOptions,
} from "./flow-reader.ts";
export type {
  ApproximateParameter,
  FlowReading,
  ParameterSchema,
  UnknownOption,
} from "./flow-reading.ts";
export {
  createImportGraph,
  type ImportGraph,
  type ImportGraphOptions,
  type UnlistedImport,
} from "./imports/import-graph.ts";
export {
  createModuleResolver,
  filesOfImport,
  type ImportStatement,
  type ModuleResolver,
  type ResolvedImport,
} from "./imports/module-resolution.ts";
export { type ScannedImports, scanImports } from "./imports/scan-imports.ts";
export { moduleResolversOf } from "./imports/tree-resolvers.ts";
export { flowDescription } from "./python/flow-description.ts";
export { pythonDialogue } from "./python/python-dialogue.ts";
export {
  PythonUnusable,
  type ReadFlowWithPythonOptions,
  readFlowsWithPython,
} from "./python/read-flow-with-python.ts";
export { type ReadFlowOptions, readFlow } from "./read-flow.ts";
export { type SourceTree, type UndecodableByte, undecodable } from "./source-tree.ts";
