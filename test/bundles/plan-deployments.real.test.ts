import { readFile } from "node:fs/promises";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { runBundle, sharedPrefectServer, startProxy } from "#services";
import {
  flow,
  json,
  martsHourly,
  ordersDaily,
  type Platform,
  platform,
  pullRequest,
  push,
} from "./platform.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

const plan = (sample: Platform, inputs: Record<string, string>, event = pullRequest("", sample.start)) =>
  runBundle("plan-deployments", { workspace: sample.repository.root, event, inputs });

const planOf = async (outputs: Record<string, string>) =>
  json(await readFile(outputs["plan-file"] ?? "", "utf8"));

/** On a branch: marts' deployment gets another name, and orders' another hour and other code. */
async function changed(sample: Platform, more: Record<string, string> = {}): Promise<string> {
  await sample.repository.git("switch", "--quiet", "--create", "feature");
  return sample.repository.commit({
    "lib/clean.py": "def clean(row):\n    return row.strip()\n",
    "prefect.yaml": sample.prefectYaml(
      ordersDaily.replace("0 2 * * *", "30 6 * * *") + martsHourly.replace("name: hourly", "name: often"),
    ),
    ...more,
  });
}

test("a pull request's plan against its base needs neither a server nor a secret", async () => {
  const sample = await platform();
  const head = await changed(sample, { ".github/CODEOWNERS": "* @acme/data\n" });
  const inputs = { against: "base", "removed-policy": "delete" };
  const result = await plan(sample, inputs, pullRequest(head, sample.start));
  expect(result).toMatchObject({ exitCode: 0, annotations: [] });
  const { deployments, base, server, digest } = await planOf(result.outputs);
  expect({ base, server }).toEqual({ base: sample.start, server: null });
  expect(result.outputs).toMatchObject({ "any-changed": "true", digest });
  const said = deployments.map((one: Record<string, unknown>) => [one.key, one.action, one.filesChange]);
  expect(said).toEqual([
    [`${sample.orders}/daily`, "update", "modified"],
    [`${sample.marts}/often`, "create", "added"],
    [`${sample.marts}/hourly`, "delete", "removed"],
  ]);
  const [daily, often, hourly] = deployments;
  expect(daily.reason).toContain("flows/orders.py -> lib/clean.py");
  const times = (side: { runs: { at: string }[] }) => side.runs.map(({ at }) => at.slice(11, 16));
  expect(times(daily.impact.nextRuns.before)).toEqual(Array(5).fill("02:00"));
  expect(times(daily.impact.nextRuns.after)).toEqual(Array(5).fill("06:30"));
  expect([often.impact.renamedFrom, hourly.impact.renamedTo]).toEqual([hourly.key, often.key]);
  // CODEOWNERS counts as it is at the base, where there is none yet.
  expect(daily.impact.owners).toEqual({ flow: [], changes: [] });
  expect(result.log).toContain("not checked: Whether the work pools exist on the server");
});

test("what is removed and still called is an error at the call, unless it is let pass", async () => {
  const sample = await platform();
  const call = `from prefect import flow\nfrom prefect.deployments import run_deployment\n\n\n@flow\ndef start():\n    run_deployment("${sample.marts}/hourly")\n`;
  const head = await changed(sample, { "flows/start.py": call });
  const event = pullRequest(head, sample.start);
  const inputs = { against: "base", "removed-policy": "delete" };
  const refused = await plan(sample, inputs, event);
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations).toMatchObject([
    { level: "error", file: "flows/start.py", line: 7, message: expect.stringContaining("is renamed to") },
  ]);
  const passed = await plan(sample, { ...inputs, dangling: "warn" }, event);
  expect(passed.exitCode).toBe(0);
  expect(passed.annotations).toMatchObject([{ level: "warning", file: "flows/start.py" }]);
});

test("code alone that changes is told, although nothing is written", async () => {
  const sample = await platform();
  await sample.repository.git("switch", "--quiet", "--create", "feature");
  const head = await sample.repository.commit({ "lib/clean.py": "def clean(row):\n    return None\n" });
  const { outputs } = await plan(sample, { against: "base" }, pullRequest(head, sample.start));
  const { deployments } = await planOf(outputs);
  expect(deployments).toMatchObject([{ action: "unchanged", filesChange: "affected", changes: [] }]);
  expect(outputs["any-changed"]).toBe("false");
});

test("a plan against the server is approved by its file and digest, and exactly it is applied", async () => {
  const sample = await platform();
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  const { root } = sample.repository;
  const server = { "prefect-api-url": apiUrl, "record-commit": "never" };
  const first = await runBundle("apply-deployments", { workspace: root, inputs: server });
  expect(first.exitCode).toBe(0);
  const head = await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(ordersDaily.replace("table: orders", "table: all") + martsHourly),
    "flows/marts.py": flow(sample.marts, "# changed\n"),
  });
  const event = push(sample.start, head);
  const detected = await runBundle("detect-changed-deployments", { workspace: root, event });
  const inputs = {
    "prefect-api-url": apiUrl,
    "changes-file": detected.outputs["changes-file"] ?? "",
    "plan-key": "the team's own key",
  };
  const proxy = await startProxy(apiUrl);
  const planned = await runBundle("plan-deployments", {
    workspace: root,
    inputs: { ...inputs, "prefect-api-url": proxy.url },
    event,
  }).finally(() => proxy.stop());
  expect(planned.exitCode).toBe(0);
  expect(proxy.writes()).toEqual([]);
  const approved = {
    ...{ ...inputs, ...server, "prefect-api-url": proxy.url },
    "approved-plan": planned.outputs["plan-file"] ?? "",
    "approved-digest": planned.outputs.digest ?? "",
  };
  const otherServer = await runBundle("apply-deployments", {
    workspace: root,
    event,
    inputs: { ...approved, "prefect-api-url": apiUrl },
  });
  expect(otherServer).toMatchObject({ exitCode: 1, outputs: {} });
  expect(otherServer.log).toContain("Not what was approved: the server is");
  const again = await runBundle("plan-deployments", { workspace: root, inputs, event });
  const applied = await runBundle("apply-deployments", {
    workspace: root,
    event,
    inputs: {
      ...approved,
      "prefect-api-url": apiUrl,
      "approved-plan": again.outputs["plan-file"] ?? "",
      "approved-digest": again.outputs.digest ?? "",
    },
  });
  expect(applied.annotations).toEqual([]);
  expect(applied.exitCode).toBe(0);
  expect(json(applied.outputs.updated)).toEqual([`${sample.orders}/daily`]);
});
