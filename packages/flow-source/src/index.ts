export type { ApproximateParameter, FlowReading, Json, ParameterSchema } from "./flow-reading.ts";
export type { SourceTree } from "./source-tree.ts";
