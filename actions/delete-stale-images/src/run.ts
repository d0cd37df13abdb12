import { reporter, setOutputs, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { connectToGitHub, parseRepository } from "#github";
import { connect, deleteStaleImages } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run({ connection, githubToken, ...options }: Inputs): Promise<void> {
  const repository = parseRepository(readContext().repository);
  const prefect = await connect({ connection, env: process.env, reporter });
  const github = connectToGitHub({ token: githubToken, env: process.env, reporter });
  const result = await deleteStaleImages({ ...options, repository, github, prefect, reporter });
  setOutputs({
    deleted: result.deleted.flatMap(({ tags }) => tags),
    "in-use": result.inUse.flatMap(({ tags }) => tags),
  });
  await writeSummary(summary(options, result));
}
