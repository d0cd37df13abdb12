export { type EntryPoint, parseEntryPoint } from "./entry-point.ts";
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
export { type ReadFlowOptions, readFlow } from "./read-flow.ts";
export type { SourceTree } from "./source-tree.ts";
