import type { ConnectionInputs } from "#prefect-api";
import type { DoctorValues } from "../options/doctor.ts";
import type { Suite } from "../suite.ts";
import type { Surroundings } from "../surroundings.ts";

export type DoctorOptions = DoctorValues &
  Surroundings & {
    /** Which server; that of Prefect's own variables unless given. */
    connection: ConnectionInputs;
    suite: Suite;
  };
