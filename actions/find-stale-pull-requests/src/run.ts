import { reporter, setOutputs, writeResultFile, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { connectToGitHub, newestPullRequest, parseRepository, pullRequestStates } from "#github";
import { connect, deploymentsFile, pullRequestTags, tagsUpTo } from "#operations";
import { readTemporary } from "#server-records";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

/** Of closed pull requests; what is left has its turn the next time. An output that is too long would be left empty. */
const MOST_AT_ONCE = 500;

export async function run({ tagPrefix, workPool, connection, githubToken }: Inputs): Promise<void> {
  const repository = parseRepository(readContext().repository);
  const prefect = await connect({ connection, env: process.env, reporter });
  const github = connectToGitHub({ token: githubToken, env: process.env, reporter });
  // A server tells who carries a tag, and not which tags begin with something.
  const possible = tagsUpTo(await newestPullRequest(github, repository), tagPrefix);
  const tags = pullRequestTags(await prefect.deployments.findByTags(possible), tagPrefix);
  const owner = workPool === undefined ? undefined : (await readTemporary(prefect, workPool))?.owner;
  const owners = pullRequestTags([{ key: workPool ?? "", tags: owner ? [owner] : [] }], tagPrefix);
  const numbers = [...new Set([...tags, ...owners].map(({ number }) => number))];
  const states = await pullRequestStates(github, repository, numbers);
  const withState = <T extends { number: number }>(tag: T) => ({
    ...tag,
    state: states.get(tag.number) ?? ("unknown" as const),
  });
  const found = tags.map(withState);
  const pools = owners.map(withState);
  for (const { tag, state, keys } of found) reporter.info(`${tag} (${state}): ${keys.join(", ")}`);
  for (const { tag, state } of pools) reporter.info(`${tag} (${state}): the work pool ${workPool}`);
  const inState = (wanted: string) => found.filter(({ state }) => state === wanted);
  const asSelectors = (tags: typeof found) => tags.map(({ tag }) => `tag:${tag}`);
  const openDeployments = [...new Set(inState("open").flatMap(({ keys }) => keys))];
  setOutputs({
    stale: asSelectors(inState("closed").slice(0, MOST_AT_ONCE)),
    open: asSelectors(inState("open")),
    "open-deployments": openDeployments,
    "open-deployments-file": await writeResultFile("open-deployments.json", deploymentsFile(openDeployments)),
    "stale-work-pool": pools.find(({ state }) => state === "closed")?.tag,
  });
  await writeSummary(summary(found, pools));
}
