import type { JsonObject } from "#json";
import type { Deployment } from "#prefect-api";

/** A run that is to be started; everything in it was checked. */
export interface RunRequest {
  deployment: Deployment;
  /** Laid over the deployment's own. */
  parameters: JsonObject;
  jobVariables: JsonObject;
  /** Beside the deployment's own. */
  tags: readonly string[];
  /** One that exists; the deployment's own unless given. */
  workQueue: string | undefined;
  /** Seconds from when it is asked for to its end. */
  timeout: number;
}
