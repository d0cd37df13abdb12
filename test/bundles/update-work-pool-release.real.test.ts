import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { describeWith, sharedPrefectServer, uniqueName } from "#services";
import { type ChartRepository, startChartRepository } from "../services/chart-repository.ts";
import { processTemplate } from "./work-pool-templates.ts";
import { WorkerCluster } from "./worker-cluster.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const templateOf = async (pool: string) => (await prefect.workPools.find(pool))?.base_job_template;

describeWith(["go", "debian"], "a release in use", () => {
  let cluster: WorkerCluster;
  let repository: ChartRepository;

  beforeAll(async () => {
    cluster = await WorkerCluster.start();
    repository = await startChartRepository(cluster.helm);
  }, 600_000);
  afterAll(async () => {
    await repository.stop();
    await cluster.stop();
  });

  /** A namespace, and values for a worker of a pool of its own. */
  async function prepareWorker(server: object = {}) {
    const namespace = await cluster.namespace();
    const pool = uniqueName("pool");
    const worker = {
      apiConfig: "selfHostedServer",
      selfHostedServerApiConfig: { apiUrl, ...server },
      config: { workPool: pool, type: "process" },
    };
    const file = await namespace.values(worker, processTemplate("DEFAULT_FLOW_IMAGE"));
    return { namespace, pool, file };
  }

  test("takes its chart from a repository, starts anew with new credentials, and goes back after a pull request", async () => {
    const basicAuth = { enabled: true, existingSecret: "prefect-auth" };
    const { namespace, pool, file } = await prepareWorker({ basicAuth });
    const update = (inputs: Record<string, string>) =>
      namespace.update({
        "prefect-api-url": apiUrl,
        "prefect-auth-string": "admin:first-password",
        "values-file": file,
        chart: "prefect-worker",
        "chart-repository": repository.url,
        "chart-version": "1.1.0",
        ...inputs,
      });
    const absent = await update({ image: "acme/flows:1", "chart-version": "9.9.9" });
    expect(absent.annotations[0]?.message).toMatch(/helm upgrade failed: .*9\.9\.9/);

    const first = await update({ image: "acme/flows:1" });
    expect(first.annotations).toEqual([]);
    expect(first.log).toContain("with prefect-worker-1.1.0");

    const rotated = { "prefect-auth-string": "admin:second-password" };
    const restarted = await update({ ...rotated, image: "acme/flows:1" });
    expect(restarted.annotations).toEqual([]);
    expect(restarted.log).toContain("Starting the worker anew with its changed credentials");
    expect(restarted.outputs).toMatchObject({ changed: "true", diff: "[]", revision: "1" });
    expect(restarted.outputs["worker-online"]).not.toBe(first.outputs["worker-online"]);

    const pullRequest = { ...rotated, "temporary-for": "pr-7", "wait-for-worker": "false" };
    await update({ ...pullRequest, image: "acme/flows:pr-7" });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:pr-7"));
    const back = await update({ ...pullRequest, restore: "true" });
    expect(back.annotations).toEqual([]);
    expect(back.outputs).toMatchObject({ changed: "true", image: "acme/flows:1", revision: "3" });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
    // Also what a pod that starts later gives the pool.
    expect(await namespace.releasedTemplate()).toEqual(processTemplate("acme/flows:1"));
  });

  test("a lasting image goes through the release, whose pods would bring the old one back", async () => {
    const { namespace, pool, file } = await prepareWorker();
    const server = { "prefect-api-url": apiUrl, "wait-for-worker": "false" };
    await namespace.update({ ...server, "values-file": file, image: "acme/flows:1" });

    const past = { ...server, mode: "api", "work-pool": pool, image: "acme/flows:2" };
    const refused = await namespace.update(past);
    expect(refused.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining(`gets its template from the Helm release prefect-worker in the namespace`),
    ]);
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));

    // For a while it may be: what a pod that starts does to it is what the refusal is for.
    expect(await namespace.update({ ...past, "temporary-for": "pr-8" })).toMatchObject({ exitCode: 0 });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
    await namespace.restartWorker();
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));

    const [, variable = ""] = /delete the Prefect variable ([a-z0-9-]+)/.exec(refused.log) ?? [];
    await prefect.variables.delete(variable);
    expect(await namespace.update(past)).toMatchObject({ exitCode: 0 });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
  });

  test("of two upgrades at once the later one is there afterwards, whole", async () => {
    const { namespace, pool, file } = await prepareWorker();
    const update = (image: string) =>
      namespace.update({ "prefect-api-url": apiUrl, "values-file": file, image, "wait-for-worker": "false" });
    await update("acme/flows:0");
    const images = ["acme/flows:1", "acme/flows:2"];
    const results = await Promise.all(images.map(update));
    for (const { exitCode, annotations } of results) {
      if (exitCode !== 0) expect(annotations[0]?.message).toContain("Somebody else has updated");
    }
    expect(results.some(({ exitCode }) => exitCode === 0)).toBe(true);
    const live = await templateOf(pool);
    const image = images.find((one) => JSON.stringify(live).includes(one));
    expect(live).toEqual(processTemplate(image ?? ""));
    expect(await namespace.releasedTemplate()).toEqual(live);
    expect((await namespace.revisions()).at(-1)).toMatch(/ deployed$/);
  });
});
