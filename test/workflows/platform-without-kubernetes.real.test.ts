import { describeWith } from "#services";
import { flow } from "../bundles/platform.ts";
import { processTemplate } from "../bundles/work-pool-templates.ts";
import { type DataTeam, PLATFORM, TOLD } from "../platform/data-team.ts";
import { heldDeployments } from "./held-deployments.ts";
import { ImageTeams, image } from "./image-teams.ts";

let teams: ImageTeams;
beforeAll(async () => {
  teams = await ImageTeams.start();
}, 600_000);
afterAll(() => teams?.stop());

const prefectYaml = (table: string) => ({
  "prefect.yaml": `pull: []\ndeployments:\n  - {name: daily, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: plain}}\n`,
});
const template = (greeting: string) => ({
  "etc/work-pool/base-job-template.json": JSON.stringify(processTemplate("DEFAULT_FLOW_IMAGE", greeting)),
});

const IMAGE_PART = { "build the flows' image": "success", "tag and release": "success" };
const POOL_PART = {
  "look for changes": "success",
  "update DEV's work pool": "success",
  "update PROD's work pool": "success",
};
const DEPLOYMENTS_PART = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
};

describeWith(
  ["go", "root", "debian"],
  "one merge of image, work pool and deployments, without Kubernetes",
  () => {
    let team: DataTeam;
    const jobs = (result: Parameters<ImageTeams["jobs"]>[0]) => teams.jobs(result);
    const inProd = async () => ({
      image: (await teams.inUse("plain")).prod,
      ...(await heldDeployments(teams.environments.client("prod"), "plain")),
    });

    beforeAll(async () => {
      const { host } = teams.platform.registry;
      team = await teams.startTeam("plain", 1, {
        variant: "without-kubernetes",
        pipeline: PLATFORM,
        settings: { image: `${host}/plain/flows`, "work-pool-type": "process" },
        files: {
          ...image("1.2.3", "start"),
          ...template("start"),
          ...prefectYaml("start"),
          "flows/orders.py": flow("plain-orders"),
        },
      });
    });
    afterAll(() => team?.stop());

    test("the first push builds the image, gives it to the work pools, and deploys", async () => {
      const first = await team.runOnPush("0".repeat(40), "main");
      expect(jobs(first)).toEqual({ ...IMAGE_PART, ...POOL_PART, ...DEPLOYMENTS_PART });
      expect(await inProd()).toEqual({ image: "1.2.3", "orders/daily": "start" });
    });

    test("a pull request that changes all of it reaches DEV in order by six jobs, and its end takes that back", async () => {
      const onDev = async () => ({
        image: (await teams.inUse("plain")).dev,
        ...(await heldDeployments(teams.environments.client("dev"), "plain")),
      });
      const before = await onDev();
      const { pull, result } = await team.openPullRequest("all", {
        ...image("1.3.0", "all"),
        ...template("all"),
        ...prefectYaml("all"),
      });
      expect(jobs(result)).toEqual({
        "check deployments, look for changes": "success",
        "build the flows' image": "success",
        "update DEV's work pool": "success",
        "use the image in DEV": "success",
        "deploy to DEV": "success",
        "platform gate": "success",
      });
      expect(Object.keys(result.jobs).slice(2, 5)).toEqual([
        "update DEV's work pool",
        "use the image in DEV",
        "deploy to DEV",
      ]);
      // The pool's new template has the new image.
      expect(await onDev()).toEqual({ image: "1.3.0-pr-1-run-2", "orders/daily": "all pr-1" });
      const { dev } = await teams.environments.templates("plain");
      expect(JSON.stringify(dev)).toContain('"all"');
      expect(team.commentOn(pull)).toMatch(
        /On PROD, 1 deployment is updated.*\n\n✅ check deployments · ✅ build the flows' image · ✅ deploy to DEV\n/,
      );
      expect(jobs(await team.close(pull))).toEqual({
        "restore DEV's work pool": "success",
        "bring DEV back": "success",
        "say how it ended": "success",
      });
      expect(await onDev()).toEqual(before);
      expect(JSON.stringify((await teams.environments.templates("plain")).dev)).not.toContain('"all"');
    });

    test("new definitions are deployed only once their image is there", async () => {
      await team.commitToMain({ ...image("1.2.4", "later"), ...prefectYaml("later") });
      const { secrets } = team.configuration;
      const refused = await team.runOnPush("main~1", "main", {
        secrets: { ...secrets, REGISTRY_PASSWORD: "of-somebody-else" },
      });
      expect(jobs(refused)).toEqual({
        "build the flows' image": "failure",
        "say what was deployed": "success",
        ...TOLD,
      });
      expect(await inProd()).toEqual({ image: "1.2.3", "orders/daily": "start" });

      // The next merge, of whatever, would deploy them too: it makes up for the image first.
      await team.commitToMain({ "README.md": "The platform.\n" });
      const again = await team.runOnPush("main~1", "main");
      expect(jobs(again)).toEqual({ ...IMAGE_PART, ...POOL_PART, ...DEPLOYMENTS_PART });
      expect(await inProd()).toEqual({ image: "1.2.4", "orders/daily": "later" });
      const order = Object.keys(again.jobs);
      expect(order.indexOf("build the flows' image")).toBeLessThan(order.indexOf("update DEV's work pool"));
      expect(order.indexOf("update PROD's work pool")).toBeLessThan(order.indexOf("deploy to PROD"));
      expect(order.indexOf("update PROD's work pool")).toBeLessThan(order.indexOf("tag and release"));
    });

    test("deployments alone leave image and work pool alone", async () => {
      await team.commitToMain(prefectYaml("last"));
      const merged = await team.runOnPush("main~1", "main");
      expect(jobs(merged)).toEqual({
        "build the flows' image": "success",
        "look for changes": "success",
        ...DEPLOYMENTS_PART,
      });
      expect(await inProd()).toEqual({ image: "1.2.4", "orders/daily": "last" });
    });
  },
);
