// A platform as large as they get: 2,000 deployments in `npm test`, 10,000 in `npm run proof`, or by themselves with
// `PROOF=2 npm test -- test/workflows/many-deployments`.
import { type ActResult, describeWith, proofFactor } from "#services";
import { flow } from "../bundles/platform.ts";
import { DataTeam, outcomes } from "../platform/data-team.ts";
import { AUTH, Environments } from "./environments.ts";

const COUNT = proofFactor() > 1 ? 10_000 : 2000;
const names = Array.from({ length: COUNT }, (_, index) => `a-deployment-whose-name-takes-some-room-${index}`);
/** No schedule but of the first: what is at stake is how lists travel, not how fast a server writes. */
const all = (table: string) =>
  `pull: []\ndeployments:\n${names
    .map(
      (name, index) =>
        `  - {name: ${name}, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: pool}${
          index === 0 ? ', schedules: [{cron: "0 2 * * *"}]' : ""
        }}\n`,
    )
    .join("")}`;

const jobs = (result: ActResult) => outcomes(result, [AUTH]);

/** With 10,000 it was 34 minutes on two cores with a load of 18, for the most part the server's own writing. */
const LONG = 3_600_000;

describeWith(["go"], `a platform of ${COUNT} deployments`, () => {
  let environments: Environments;
  let team: DataTeam;

  beforeAll(async () => {
    environments = await Environments.start();
    await environments.makePool("pool", {});
    team = await DataTeam.start({
      configuration: {
        vars: {
          DEV_PREFECT_API_URL: environments.url("dev"),
          PROD_PREFECT_API_URL: environments.url("prod"),
        },
        secrets: { DEV_PREFECT_API_AUTH_STRING: AUTH, PROD_PREFECT_API_AUTH_STRING: AUTH },
      },
      files: { "prefect.yaml": all("orders"), "flows/orders.py": flow("many-orders") },
      // DEV would only take the same time once more.
      withoutJobs: ["dev"],
    });
  });
  afterAll(async () => {
    await team?.stop();
    await environments?.stop();
  });

  const live = async () => {
    const found = await environments.client("prod").deployments.list();
    return found.filter(({ key }) => key.startsWith("many-orders/"));
  };

  test(
    "a merge takes all of them from detection to schedules",
    async () => {
      // A push range, so that it is as many changes and not the one word that stands for everything.
      await team.commitToMain({
        "prefect.yaml":
          'pull: []\ndeployments:\n  - {name: other, entrypoint: "flows/orders.py:run", work_pool: {name: pool}}\n',
      });
      const before = await team.git("rev-parse", "main");
      const MERGED = { "deploy to PROD": "success", "say what was deployed": "success" };
      expect(jobs(await team.runOnPush("0".repeat(40), before))).toEqual(MERGED);
      await team.commitToMain({ "prefect.yaml": all("refunds") });
      const merged = await team.runOnPush(before, "main");
      expect(jobs(merged)).toEqual(MERGED);
      expect(await live()).toHaveLength(COUNT);
      const first = await environments
        .client("prod")
        .deployments.find({ flowName: "many-orders", name: names[0] ?? "" });
      expect(first?.schedules?.map(({ active }) => active)).toEqual([true]);
      expect(merged.log).toContain("left empty");
    },
    LONG,
  );

  test(
    "a pull request that changes all of them is checked by file too, and its comment has room",
    async () => {
      const { pull, result } = await team.openPullRequest(
        "all",
        { "prefect.yaml": all("returns") },
        { draft: true },
      );
      expect(jobs(result)["check deployments"]).toBe("success");
      expect(result.log.match(/many-orders\/\S+: nothing wrong/g)).toHaveLength(COUNT);
      const comment = team.commentOn(pull) ?? "";
      const counted = COUNT.toLocaleString("en");
      expect(comment.replaceAll(",", "")).toContain(`${counted.replace(",", "")} deployments are updated`);
      expect(comment.length).toBeLessThanOrEqual(65_536);
    },
    LONG,
  );
});
