import { type FlowReading, readFlow, type SourceTree } from "#flow-source";
import type { DeploymentDefinition } from "#prefect-project";

/** The flows behind definitions. */
export interface FlowCatalog {
  /** Reads the flow of an entry point; a FaultError of it stands where the definition names the entry point. */
  read(entrypoint: string, definition: DeploymentDefinition): Promise<FlowReading>;
}

/** Reads each entry point once, however many deployments share it. */
export function flowCatalog(tree: SourceTree): FlowCatalog {
  const readings = new Map<string, Promise<FlowReading>>();
  return {
    read(entrypoint, definition) {
      let reading = readings.get(entrypoint);
      if (!reading) {
        reading = readFlow(tree, entrypoint, { location: definition.locate(["entrypoint"]) });
        readings.set(entrypoint, reading);
      }
      return reading;
    },
  };
}
