import type { FlowReading } from "#flow-source";
import type { SchemaDifference } from "./compare-schemas.ts";
import type { Outcome } from "./outcome.ts";

/** What says in which image a flow runs. */
export type ImageSource = "job-variables" | "input" | "work-pool";

/** What came of importing one flow in one place. */
export interface ImportResult extends Outcome {
  /** `flow-name/deployment-name` of all that run it there. */
  deployments: string[];
  /** From the repository's root. */
  entrypoint: string;
  /** The image, as it was named; null where a Python of this machine imported it. */
  image: string | null;
  imageFrom: ImageSource | null;
  /** Null where it could not be imported at all. */
  milliseconds: number | null;
  /** What the source tells otherwise; empty where it could not be imported. */
  differences: SchemaDifference[];
  /** The last of what its code printed, where it did not pass. */
  output: string;
  /** The flow as its own code tells it; null where it could not be imported. */
  reading: FlowReading | null;
}

/** An image, or the machine, in which flows were imported. */
export interface ImportPlace {
  /** The image as it was named; null for the machine. */
  image: string | null;
  /** The image by its digest, or the name of the Python. */
  exactly: string;
  /** Versions; null where no Python could be asked. */
  python: string | null;
  prefect: string | null;
  flows: number;
}

/** What came of a check of imports. */
export interface ImportReport {
  /** The commit whose files were imported. */
  commit: string;
  results: ImportResult[];
  places: ImportPlace[];
}

/** `orders/daily`, `orders/daily and 3 more` */
export function deploymentsText(deployments: readonly string[]): string {
  const more = deployments.length - 1;
  return `${deployments[0]}${more > 0 ? ` and ${more} more` : ""}`;
}
