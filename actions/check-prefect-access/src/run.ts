import { annotateNotice, reporter, setOutputs, writeSummary } from "#action-kit";
import { FaultError } from "#diagnostics";
import { checkAccess } from "#operations";
import type { Inputs } from "./inputs.ts";
import { leftOut } from "./summary.ts";

export async function run({ environment, whenMissing, connection }: Inputs): Promise<void> {
  const access = await checkAccess({ connection, env: process.env, reporter }, environment);
  setOutputs({ available: access.available });
  if (access.available) return;
  if (whenMissing === "fail") {
    throw new FaultError({
      message: `The environment ${access.lacks}`,
      fix: `Add the secret under Settings, Environments, ${environment}.`,
    });
  }
  annotateNotice({ message: `Nothing is deployed: the environment ${access.lacks}` });
  await writeSummary(leftOut(environment, access.lacks));
}
