import { type Fault, toldOnce } from "#diagnostics";
import type { PrefectClient, WorkPool } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import { jobVariableChecks, judgeJobVariables } from "./job-variables.ts";
import { serverFaults } from "./make-plan.ts";

/** What a server says to deployments as the files have them, whatever it holds of them now. */
export interface ServersJudgement {
  /** Why it won't take one. */
  faults: Fault[];
  /** What it takes, and what runs will show to be wrong. */
  warnings: Fault[];
}

/** Looks at the work pools of deployments, and at nothing else of the server. */
export async function checkOnServer(
  client: PrefectClient,
  desired: readonly DesiredDeployment[],
): Promise<ServersJudgement> {
  const pools = new Map<string, WorkPool | undefined>();
  for (const name of new Set(desired.map(({ fields }) => fields.work_pool_name))) {
    pools.set(name, await client.workPools.find(name));
  }
  const checks = await jobVariableChecks(client, desired, pools);
  const judged = desired.map((one) => judgeJobVariables(one, checks));
  return {
    faults: toldOnce([...serverFaults(client, desired, pools), ...judged.flatMap(({ faults }) => faults)]),
    warnings: toldOnce(judged.flatMap(({ warnings }) => warnings)),
  };
}
