import { annotateNotice, reporter, setOutputs, writeSummary } from "#action-kit";
import { FaultError } from "#diagnostics";
import { checkAccess } from "#operations";
import type { Inputs } from "./inputs.ts";
import { leftOut } from "./summary.ts";

export async function run({ environment, whenMissing, tag, connection }: Inputs): Promise<void> {
  const access = await checkAccess({ connection, env: process.env, reporter }, environment, tag);
  setOutputs({ available: access.available, "deployments-url": access.deploymentsUrl });
  if (access.available) return;
  if (whenMissing === "fail") {
    throw new FaultError({
      code: "server-not-given",
      message: `The environment ${access.lacks}`,
      fix: `Add the secret under Settings, Environments, ${environment}. In a called workflow it is empty, without an error, unless the caller passes it by its name: \`PREFECT_API_KEY: \${{ secrets.PREFECT_API_KEY }}\`.`,
    });
  }
  annotateNotice({ message: `Nothing is deployed: the environment ${access.lacks}` });
  await writeSummary(leftOut(environment, access.lacks));
}
