import type { ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runLocally } from "#command";
import type { JsonObject } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { describeWith, freePort, sharedPrefectServer, uniqueName } from "#services";
import { kubernetesTemplate, processTemplate } from "./work-pool-templates.ts";
import { WorkerCluster } from "./worker-cluster.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const templateOf = async (pool: string) => (await prefect.workPools.find(pool))?.base_job_template;

/** Values of a worker that runs processes, since nothing here runs containers. */
const workerOf = (pool: string, more: object = {}) => ({
  apiConfig: "selfHostedServer",
  selfHostedServerApiConfig: { apiUrl },
  extraEnvVars: [{ name: "PREFECT_WORKER_HEARTBEAT_SECONDS", value: "2" }],
  ...more,
  config: { workPool: pool, type: "process", ...(more as { config?: object }).config },
});

const makePool = async (template: JsonObject, type = "process") =>
  (await prefect.workPools.create({ name: uniqueName("pool"), type, base_job_template: template })).name;

/** Looks at a pool's template twice a second until it is stopped. */
function seenTemplates(pool: string) {
  const seen: unknown[] = [];
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      seen.push(await templateOf(pool));
      await sleep(500);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      return seen;
    },
  };
}

/** As when the machine is lost: the action and the helm that it has started. */
async function killWithChildren(pid: number): Promise<void> {
  const { stdout } = await runLocally("ps", ["--ppid", String(pid), "--format", "pid="]);
  for (const id of [pid, ...stdout.split("\n").filter(Boolean).map(Number)]) process.kill(id, "SIGKILL");
}

async function waitFor(isSo: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s.`);
    await sleep(300);
  }
}

describeWith(["go", "debian"], "with Helm", () => {
  let cluster: WorkerCluster;
  beforeAll(async () => {
    cluster = await WorkerCluster.start();
  }, 600_000);
  afterAll(() => cluster.stop());

  test("installs, leaves alone, upgrades and repairs what drifted", async () => {
    const namespace = await cluster.namespace();
    const pool = uniqueName("pool");
    const secret = "correct-horse-battery";
    const basicAuth = { enabled: true, existingSecret: "prefect-auth" };
    const worker = workerOf(pool, {
      selfHostedServerApiConfig: { apiUrl, basicAuth },
      config: { name: "edp" },
    });
    const file = await namespace.values(worker, processTemplate("DEFAULT_FLOW_IMAGE"));
    const written = await readFile(file);
    const update = (image: string, inputs: Record<string, string> = {}) =>
      namespace.update({
        "prefect-api-url": apiUrl,
        "prefect-auth-string": `admin:${secret}`,
        "values-file": file,
        image,
        secrets: `flow-secrets/TOKEN=${secret}-2`,
        "registry-credentials": `server=ghcr.io\nusername=bot\npassword=${secret}-3`,
        ...inputs,
      });

    const planned = await update("acme/flows:1", { "plan-only": "true" });
    expect(planned.annotations).toEqual([]);
    expect(planned.outputs).toMatchObject({ changed: "true", image: "acme/flows:1", revision: "" });
    expect(await namespace.revisions()).toEqual([]);

    const first = await update("acme/flows:1");
    expect(first.annotations).toEqual([]);
    expect(first.outputs).toMatchObject({
      changed: "true",
      image: "acme/flows:1",
      "work-pool": pool,
      revision: "1",
      "worker-online": "edp",
    });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
    const secrets = JSON.parse(await namespace.kubectl("get", "secrets", "--output", "json")) as {
      items: { metadata: { name: string }; type: string; data: Record<string, string> }[];
    };
    const dataOf = (name: string, key: string) =>
      Buffer.from(
        secrets.items.find(({ metadata }) => metadata.name === name)?.data[key] ?? "",
        "base64",
      ).toString();
    expect(dataOf("prefect-auth", "auth-string")).toBe(`admin:${secret}`);
    expect(dataOf("flow-secrets", "TOKEN")).toBe(`${secret}-2`);
    expect(JSON.parse(dataOf("reg-creds", ".dockerconfigjson")).auths["ghcr.io"].password).toBe(
      `${secret}-3`,
    );

    const again = await update("acme/flows:1");
    expect(again.annotations).toEqual([]);
    expect(again.outputs).toMatchObject({
      changed: "false",
      diff: "[]",
      revision: "1",
      "worker-online": "edp",
    });
    expect(await namespace.revisions()).toEqual(["1 deployed"]);

    const before = await prefect.workPools.workers(pool);
    const upgraded = await update("acme/flows:2");
    expect(upgraded.outputs).toMatchObject({
      changed: "true",
      revision: "2",
      "previous-image": "acme/flows:1",
      "worker-online": "edp",
    });
    expect(upgraded.summary).toContain("**Image:** <code>acme/flows:1</code> → <code>acme/flows:2</code>");
    const after = await prefect.workPools.workers(pool);
    expect(after.map(({ name }) => name)).toEqual(["edp"]);
    expect(after[0]?.last_heartbeat_time).not.toBe(before[0]?.last_heartbeat_time);

    await prefect.workPools.update(pool, { base_job_template: processTemplate("by-hand:1") });
    const repaired = await update("acme/flows:2");
    expect(repaired.outputs).toMatchObject({ changed: "true", "previous-image": "by-hand:1", revision: "2" });
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));

    expect(await readFile(file)).toEqual(written);
    const shown = [planned, first, again, upgraded, repaired].flatMap(({ log, summary, outputs }) => [
      log,
      summary,
      JSON.stringify(outputs),
    ]);
    const base64 = Buffer.from(`admin:${secret}`).toString("base64");
    const everywhere = [...shown, await namespace.helmValues()].join("\n");
    expect(everywhere).not.toContain(secret);
    expect(everywhere).not.toContain(base64);
  });

  test("a failed upgrade brings back release and template, and shows why", async () => {
    const namespace = await cluster.namespace();
    const pool = await makePool(processTemplate("before:1"));
    const good = await namespace.values(workerOf(pool), processTemplate("DEFAULT_FLOW_IMAGE"));
    const inputs = { "prefect-api-url": apiUrl, image: "acme/flows:1" };
    const started = Date.now();
    const first = await namespace.update({ ...inputs, "values-file": good });
    expect(first.annotations).toEqual([]);
    // Time enough for a failed start on this machine, and no more: Helm waits for all of it.
    const timeout = String(10 + Math.ceil((Date.now() - started) / 1000));
    // Its init container sets the pool's template, and then its worker does not start.
    const bad = await namespace.values(
      workerOf(pool, { extraArgs: ["--no-such-option"] }),
      processTemplate("DEFAULT_FLOW_IMAGE"),
    );
    const watched = seenTemplates(pool);
    const failed = await namespace.update({
      ...inputs,
      image: "acme/flows:2",
      "values-file": bad,
      timeout,
    });
    expect(await watched.stop()).toContainEqual(processTemplate("acme/flows:2"));
    expect(failed.exitCode).toBe(1);
    const message = failed.annotations[0]?.message ?? "";
    expect(message).toContain("helm upgrade failed");
    expect(message).toMatch(/event BackOff: container prefect-worker ended with [12]: .*--no-such-option/s);
    expect(message).toContain("The release was put back to revision 1. The pool's template was put back.");
    expect(await namespace.revisions()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));

    const next = await namespace.update({ ...inputs, image: "acme/flows:2", "values-file": good });
    expect(next.annotations).toEqual([]);
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
  });

  test("a run that is killed in the middle is repaired by the next one", async () => {
    const namespace = await cluster.namespace();
    const pool = await makePool(processTemplate("before:1"));
    const values = await namespace.values(
      workerOf(pool, { extraArgs: ["--no-such-option"] }),
      processTemplate("DEFAULT_FLOW_IMAGE"),
    );
    const inputs = { "prefect-api-url": apiUrl, image: "acme/flows:1" };
    let started: ChildProcess | undefined;
    const killed = namespace.update(
      { ...inputs, "values-file": values },
      {
        onStart: (child) => {
          started = child;
        },
      },
    );
    await waitFor(async () => (await namespace.revisions()).length > 0, 60);
    await killWithChildren(started?.pid ?? 0);
    await killed;
    expect(await namespace.revisions()).toEqual(["1 pending-install"]);
    // Without a pod, so that the next run's time goes to waiting for the killed one alone.
    const good = await namespace.values(
      workerOf(pool, { replicaCount: 0 }),
      processTemplate("DEFAULT_FLOW_IMAGE"),
    );
    const next = await namespace.update({
      ...inputs,
      "values-file": good,
      timeout: "30",
      "wait-for-worker": "false",
    });
    expect(next.annotations).toEqual([
      expect.objectContaining({
        level: "warning",
        message: expect.stringContaining("was killed. It is removed"),
      }),
    ]);
    expect(next.exitCode).toBe(0);
    expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
  });

  test("refuses before anything is touched", async () => {
    const namespace = await cluster.namespace();
    const pool = await makePool(kubernetesTemplate("before:1"), "kubernetes");
    const worker = workerOf(pool, { config: { type: "kubernetes" } });
    const file = await namespace.values(worker, kubernetesTemplate("DEFAULT_FLOW_IMAGE"));
    const inputs = { "prefect-api-url": apiUrl, "values-file": file, image: "acme/flows:2" };
    const refusal = async (more: Record<string, string>) => {
      const { exitCode, annotations } = await namespace.update({ ...inputs, ...more });
      expect(exitCode).toBe(1);
      return annotations.map(({ message }) => message).join("\n");
    };
    expect(await refusal({ image: "" })).toMatch(/waits for an image in place of DEFAULT_FLOW_IMAGE/);
    expect(await refusal({ "work-pool": "another" })).toContain(`the values file is for ${pool}`);
    expect(
      await refusal({ "registry-credentials": "server=ghcr.io\nusername=x\npassword=ghs_0123456789" }),
    ).toContain("dies with the job");
    expect(await refusal({ "values-file": "absent.yaml" })).toMatch(/absent\.yaml can't be read \(ENOENT\)/);
    const broken = await namespace.values(worker, "{ no json");
    expect(await refusal({ "values-file": broken })).toMatch(
      /values-\w+\.yaml:\d+: The base job template is no JSON/,
    );

    const visitor = await readFile(await cluster.api.kubeconfigFor("visitor"), "utf8");
    expect(await refusal({ kubeconfig: visitor })).toMatch(/may not: get secrets, create secrets/);
    const lost = { ...JSON.parse(visitor) };
    lost.clusters[0].cluster.server = `https://127.0.0.1:${await freePort()}`;
    expect(await refusal({ kubeconfig: JSON.stringify(lost) })).toContain("API server can't be reached");
    const stranger = join(cluster.folder, "stranger");
    await writeFile(stranger, visitor.replace(/"token":\s*"[^"]*"/, '"token":"nobody"'));
    expect(await refusal({ kubeconfig: stranger })).toContain("does not take the credentials");
    expect(await refusal({ kubeconfig: "nowhere/config" })).toContain("The kubeconfig can't be used");
    expect(await refusal({ chart: "./nowhere" })).toMatch(/helm upgrade failed: .*nowhere/);

    expect(await namespace.revisions()).toEqual([]);
    expect(await templateOf(pool)).toEqual(kubernetesTemplate("before:1"));
  });
});
