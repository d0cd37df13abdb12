import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import type { Environment } from "./environment.ts";
import { heading } from "./print.ts";
import { Team } from "./team.ts";
import { type BaseJobTemplate, defaultTemplate, PoolWatch, withDefault } from "./work-pools.ts";

const PULL_REQUEST = "without-kubernetes/prefect-work-pool-pull-request.yml";
const MERGE = "without-kubernetes/prefect-work-pool-merge.yml";
const CLOSE = "prefect-work-pool-close.yml";

const NUMBER = 15;
const BRANCH = "more-memory";
const POOL = "edp-docker-pool";
/** Where these templates look for it unless they are told otherwise. */
const FILE = "etc/work-pool/base-job-template.json";

/** A base job template in the repository, which work pools without Kubernetes get through Prefect's API. */
export async function showWorkPoolPipeline(
  repository: SampleRepository,
  dev: Environment,
  prod: Environment,
): Promise<void> {
  console.log("  For work pools of any type, with workers anywhere: Prefect's API is all that is needed.");
  const vars = ({ server }: Environment) => ({ PREFECT_API_URL: server.apiUrl, PREFECT_WORK_POOL: POOL });
  const team = await Team.start(repository, {
    settings: { IMAGE: "ghcr.io/acme/edp/flows" },
    environments: { dev: { vars: vars(dev) }, prod: { vars: vars(prod) } },
  });
  const pools = new PoolWatch([dev, prod], POOL, ["image", "mem_limit"]);
  try {
    const template = withDefault(await defaultTemplate(dev, "docker"), "mem_limit", "1g");
    await tellWorkPool(team, pools, template);
    pools.print();
  } finally {
    await team.stop();
  }
}

async function tellWorkPool(team: Team, pools: PoolWatch, template: BaseJobTemplate): Promise<void> {
  const { git, commit } = team.repository;
  heading("5.1 main gets a base job template: the work pools are made of it");
  const before = await git("rev-parse", "main");
  await commit("Describe the work pool", { [FILE]: text(template) });
  await pools.during("push", async () => {
    const push = await team.onPush(before);
    const changed = await team.job(MERGE, "changed", push);
    await team.job(MERGE, "dev", push, { changed });
    await team.job(MERGE, "prod", push, { changed });
  });

  heading(`5.2 Pull request #${NUMBER} gives runs more memory: DEV's work pool tries it`);
  await git("switch", "--quiet", "--create", BRANCH);
  await commit("Give runs more memory", { [FILE]: text(withDefault(template, "mem_limit", "2g")) });
  const pull = await team.open(NUMBER, BRANCH);
  await pools.during("pull request", async () => {
    const opened = await team.onPullRequest(pull, "opened");
    const changed = await team.job(PULL_REQUEST, "changed", opened);
    await team.job(PULL_REQUEST, "dev", opened, { changed });
  });

  heading("5.3 Closed without a merge: DEV's work pool gets back what it had");
  await team.close(pull);
  await pools.during("close", async () => team.job(CLOSE, "dev", await team.onPullRequest(pull, "closed")));
}

const text = (template: BaseJobTemplate) => `${JSON.stringify(template, null, 2)}\n`;
