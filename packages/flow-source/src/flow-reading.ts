import type { Location } from "#diagnostics";
import type { Json } from "#json";

/** Parameter schema as Prefect stores it (`prefect.utilities.callables.ParameterSchema`). */
export interface ParameterSchema {
  title: "Parameters";
  type: "object";
  properties: { [parameter: string]: Json };
  required?: string[];
  definitions?: { [model: string]: Json };
}

/** A parameter whose schema the source alone does not tell exactly, and why. */
export interface ApproximateParameter {
  parameter: string;
  reason: string;
}

/** An option of `@flow` whose value only running the code tells; the reading has null for it. */
export interface UnknownOption {
  option: "description" | "version";
  reason: string;
}

/** What `prefect deploy` takes from a flow, read from its source. */
export interface FlowReading {
  /** `@flow(name=...)`, else the function's name with `_` turned into `-`. */
  name: string;
  /** `@flow(description=...)`, else the docstring, else null. */
  description: string | null;
  /** `@flow(version=...)`, where given as a constant. */
  version: string | null;
  parameterSchema: ParameterSchema;
  approximate: ApproximateParameter[];
  unknownOptions: UnknownOption[];
  /** How the schema was read. */
  readBy: "static" | "python" | "image";
  /** Where the function stands. */
  location: Location;
  /** Every file of the repository that the reading depends on, the flow's own first. */
  files: string[];
}
