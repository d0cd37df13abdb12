import { readContext, reporter, setOutputs, writeSummary } from "#action-kit";
import { readPullRequestTags } from "#deployments";
import { FaultError } from "#diagnostics";
import type { Inputs } from "./inputs.ts";
import { readStates } from "./pull-request-state.ts";
import { summary } from "./summary.ts";

export async function run({ tagPrefix, connection, githubToken }: Inputs): Promise<void> {
  const { repository } = readContext();
  if (repository === undefined) throw new FaultError({ message: "GITHUB_REPOSITORY is not set." });
  const tags = await readPullRequestTags({ connection, env: process.env, reporter }, tagPrefix);
  const states = await readStates(
    githubToken,
    repository,
    tags.map(({ number }) => number),
  );
  const found = tags.map((tag) => ({ ...tag, state: states.get(tag.number) ?? "unknown" }));
  for (const { tag, state, keys } of found) reporter.info(`${tag} (${state}): ${keys.join(", ")}`);
  const inState = (wanted: string) => found.filter(({ state }) => state === wanted);
  setOutputs({
    stale: inState("closed").map(({ tag }) => `tag:${tag}`),
    "open-deployments": [...new Set(inState("open").flatMap(({ keys }) => keys))],
  });
  await writeSummary(summary(found));
}
