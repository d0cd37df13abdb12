import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { describeWith, sharedPrefectServer, uniqueName } from "#services";
import { processTemplate } from "../bundles/work-pool-templates.ts";
import { DataTeam, outcomes, WORK_POOL } from "../platform/data-team.ts";

const { apiUrl } = sharedPrefectServer();
const { workPools } = new PrefectClient(connectionFromInputs({ apiUrl }));
/** Both environments' pools are on one server that asks for no password. */
const pools = { dev: uniqueName("dev"), prod: uniqueName("prod") };

/** The template in the repository; `greeting` is what it changes. */
const template = (greeting: string) => ({
  "etc/work-pool/base-job-template.json": JSON.stringify(processTemplate("DEFAULT_FLOW_IMAGE", greeting)),
});
const version = (text: string) => ({ "pyproject.toml": `[project]\nname = "flows"\nversion = "${text}"\n` });

const held = async () => ({
  dev: (await workPools.find(pools.dev))?.base_job_template,
  prod: (await workPools.find(pools.prod))?.base_job_template,
});

const jobs = (result: Parameters<typeof outcomes>[0]) => outcomes(result, []);

const CHECKED = { "look for changes": "success", "work pool gate": "success" };
const IN_DEV = { ...CHECKED, "update DEV's work pool": "success" };
const MERGED = {
  "look for changes": "success",
  "update DEV's work pool": "success",
  "update PROD's work pool": "success",
};
const RESTORED = { "restore DEV's work pool": "success" };

describeWith(["go"], "the work pool's pipeline without Kubernetes", () => {
  const start = processTemplate("acme/flows:1.2.3", "start");
  let team: DataTeam;

  beforeAll(async () => {
    team = await DataTeam.start({
      variant: "without-kubernetes",
      pipeline: WORK_POOL,
      settings: { "work-pool-type": "process", image: "acme/flows" },
      configuration: {
        vars: {
          DEV_PREFECT_API_URL: apiUrl,
          DEV_PREFECT_WORK_POOL: pools.dev,
          PROD_PREFECT_API_URL: apiUrl,
          PROD_PREFECT_WORK_POOL: pools.prod,
        },
        secrets: {},
      },
      files: { ...template("start"), ...version("1.2.3") },
    });
  });
  afterAll(() => team?.stop());

  test("started by hand, it makes both work pools, with main's template and image", async () => {
    expect(jobs(await team.dispatch())).toEqual(MERGED);
    expect(await held()).toEqual({ dev: start, prod: start });
    expect((await workPools.find(pools.prod))?.type).toBe("process");
  });

  test("a pull request's template reaches DEV's pool, with an image that is there, until a push takes it back", async () => {
    const { pull, result } = await team.openPullRequest("first", {
      ...template("first"),
      ...version("1.2.4"),
    });
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held()).toEqual({ dev: processTemplate("acme/flows:1.2.3", "first"), prod: start });
    expect(jobs(await team.pushAgain(pull, template("start")))).toEqual(IN_DEV);
    expect(await held()).toEqual({ dev: start, prod: start });
  });

  test("a close gives DEV's pool back what it had", async () => {
    const { pull, result } = await team.openPullRequest("second", template("second"));
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held()).toEqual({ dev: processTemplate("acme/flows:1.2.3", "second"), prod: start });
    expect(jobs(await team.close(pull))).toEqual(RESTORED);
    expect(await held()).toEqual({ dev: start, prod: start });
  });

  test("a merge gives both pools its template, and they keep their image", async () => {
    await team.commitToMain({ ...template("merged"), ...version("1.2.4") });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    const merged = processTemplate("acme/flows:1.2.3", "merged");
    expect(await held()).toEqual({ dev: merged, prod: merged });
  });
});
