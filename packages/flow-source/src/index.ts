export type {
  ApproximateParameter,
  FlowReading,
  Json,
  ParameterSchema,
  UnknownOption,
} from "./flow-reading.ts";
export {
  createModuleResolver,
  filesOfImport,
  type ImportStatement,
  type ModuleResolver,
  type ResolvedImport,
} from "./module-resolution.ts";
export { type ReadFlowOptions, readFlow } from "./read-flow.ts";
export type { SourceTree } from "./source-tree.ts";
