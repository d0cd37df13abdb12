// `npm run demo [-- all] [-- --keep]`: the steps of workflows-templates/, on two real Prefect servers, through the bundles.
// Deployments alone, unless `all` asks for the flows' image, the work pool and the worker too.
import { rm } from "node:fs/promises";
import { PREFECT_VERSION, prefectEnvironment } from "#services";
import { makeSampleRepository, type SampleRepository } from "../../test/platform/sample-repository.ts";
import { makePullRequestChanges } from "./changes.ts";
import { showMarkdown } from "./comment.ts";
import { type Environment, readSettled, startEnvironment } from "./environment.ts";
import { reasonAgainstImagePipeline, showImagePipeline } from "./image-pipeline.ts";
import { Moments } from "./moments.ts";
import { heading, slowly, table } from "./print.ts";
import { runInEnvironment } from "./runs.ts";
import { showWorkPoolPipeline } from "./work-pool-pipeline.ts";
import { reasonAgainstWorkerPipeline, showWorkerPipeline } from "./worker-pipeline.ts";

const WORK_POOL = "edp-work-pool";
/** What the pull request's author wants to see run: of one, the new parameters are more than the flow takes. */
const RUNS = ["ingest/refunds_daily", "dbt transform/marts"];
const keep = process.argv.includes("--keep");
const all = process.argv.includes("all");

heading("Set-up: two Prefect servers and a data team's repository");
const environments: Environment[] = [];
let repository: SampleRepository | undefined;
try {
  await slowly(`installing Prefect ${PREFECT_VERSION} unless the cache has it`, prefectEnvironment);
  environments.push(
    ...(await slowly("starting DEV and PROD (SQLite)", () =>
      Promise.all([startEnvironment("DEV", WORK_POOL), startEnvironment("PROD", WORK_POOL)]),
    )),
  );
  repository = await slowly("making the repository and its remote", () => makeSampleRepository("written"));
  await tellDeployments(repository);
  if (all) await tellTheRest(repository);
  else {
    heading("There is more");
    console.log(
      "  npm run demo -- all     the flows' image, the work pool and the worker too: minutes, the first time more",
    );
    console.log("  npm run demo -- --keep  leaves both servers up, to look around in Prefect's own pages");
  }
  if (keep) await waitForInterrupt();
} finally {
  await Promise.all(environments.map(({ server }) => server.stop()));
  if (repository) await rm(repository.temporary, { recursive: true, force: true });
}

async function tellDeployments(repository: SampleRepository): Promise<void> {
  const moments = await Moments.start(repository, {
    DEV: environmentNamed("DEV").server.apiUrl,
    PROD: environmentNamed("PROD").server.apiUrl,
  });
  try {
    await tellMoments(repository, moments);
  } finally {
    await moments.stop();
  }
}

async function tellTheRest(repository: SampleRepository): Promise<void> {
  const [dev, prod] = [environmentNamed("DEV"), environmentNamed("PROD")];
  heading("4. The flows' image: checked, tried in DEV, built from what was merged, released");
  const withoutImage = await reasonAgainstImagePipeline();
  if (withoutImage) console.log(`  Not shown: ${withoutImage}`);
  else await showImagePipeline(repository, dev, prod);

  heading("5. The work pool: a pull request tries another base job template, and takes it back");
  await showWorkPoolPipeline(repository, dev, prod);

  heading("6. The same with Helm: the worker and its work pool on Kubernetes");
  const withoutWorker = reasonAgainstWorkerPipeline();
  if (withoutWorker) console.log(`  Not shown: ${withoutWorker}`);
  else await showWorkerPipeline(repository, dev);
}

/** What the workflows of workflows-templates/ do with deployments from the first push to a merged pull request. */
async function tellMoments(repository: SampleRepository, moments: Moments): Promise<void> {
  heading("0. The first push: everything is new");
  await moments.firstPush();
  await showEnvironments();

  heading("1. Pull request #12: a shared module, one definition, a new and a dropped deployment");
  await makePullRequestChanges(repository);
  console.log(indent(` ${await repository.git("diff", "--stat", "main...HEAD")}`));
  await moments.pullRequestOpened();
  showMarkdown("The comment in the pull request", moments.comment);
  await showEnvironments();
  heading("1b. Deployed is not works: what the pull request changed is run in DEV");
  await runInEnvironment(environmentNamed("DEV").server, WORK_POOL, RUNS);

  heading("2. Merged: PROD gets main, what is new starts");
  await moments.merged();
  await showEnvironments();

  heading("3. Closed: DEV goes back to main");
  await moments.pullRequestClosed();
  await showEnvironments();
}

async function showEnvironments(): Promise<void> {
  for (const environment of environments) {
    console.log(`\n  ${environment.name} holds`);
    const rows = (await readSettled(environment)).map((live) => [
      live.key,
      live.branch,
      live.paused ? "paused" : live.schedules,
      live.nextRun,
      live.tags.join(", "),
    ]);
    table(["deployment", "branch", "schedules", "next run", "tags"], rows);
  }
}

function environmentNamed(name: Environment["name"]): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (!found) throw new Error(`${name} was not started.`);
  return found;
}

async function waitForInterrupt(): Promise<void> {
  heading("The servers stay up until you press Ctrl-C");
  for (const { name, server } of environments) console.log(`  ${name}: PREFECT_API_URL=${server.apiUrl}`);
  await new Promise<void>((resolve) => {
    // From here on Ctrl-C is the way to end the demo, and ends it in order.
    process.removeAllListeners("SIGINT");
    process.once("SIGINT", resolve);
  });
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
