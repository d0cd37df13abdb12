import { randomUUID } from "node:crypto";
import type { Job } from "#runs";
import type { Surroundings } from "./surroundings.ts";

/** The job that runs are started for: outside of a CI each command is one of its own. */
export function ciJob({ ci }: Pick<Surroundings, "ci">): Job {
  return {
    repository: ci.repository ?? "local",
    run: ci.runId ?? randomUUID(),
    commit: ci.commit ?? "",
  };
}
