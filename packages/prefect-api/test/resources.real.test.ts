import { sharedPrefectServer, uniqueName } from "#services";
import { clientOf, recordingReporter } from "./sample.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);

async function post(path: string, body: object): Promise<{ id: string; slug: string }> {
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as { id: string; slug: string };
}

test("a block is read with its secrets in clear, each of them told to the reporter first", async () => {
  const slug = uniqueName("git-host");
  const type = await post("/block_types/", { name: slug, slug });
  const schema = await post("/block_schemas/", {
    block_type_id: type.id,
    fields: { title: slug, type: "object", properties: {}, secret_fields: ["token", "headers.*", "none"] },
  });
  await post("/block_documents/", {
    name: "main",
    block_type_id: type.id,
    block_schema_id: schema.id,
    data: { user: "git", token: "t0ken-value", headers: { a: "header-one", b: "header-two" } },
  });
  const { secrets, reporter } = recordingReporter();
  const block = await clientOf(apiUrl, { reporter }).blocks.find(slug, "main");
  expect(block?.data).toEqual({
    user: "git",
    token: "t0ken-value",
    headers: { a: "header-one", b: "header-two" },
  });
  expect(secrets.sort()).toEqual(["header-one", "header-two", "t0ken-value"]);
  expect(await prefect.blocks.find(slug, "none")).toBeUndefined();
  expect(await prefect.blocks.find("no-such-type", "main")).toBeUndefined();
});

test("a variable is made, replaced with its tags kept, and deleted twice", async () => {
  const name = uniqueName("variable");
  await prefect.variables.set(name, { commit: "a" }, ["ci"]);
  await prefect.variables.set(name, ["b", 1, null]);
  expect(await prefect.variables.find(name)).toMatchObject({ value: ["b", 1, null], tags: ["ci"] });
  await prefect.variables.delete(name);
  await prefect.variables.delete(name);
  expect(await prefect.variables.find(name)).toBeUndefined();
  await expect(prefect.variables.set("Not Allowed", 1)).rejects.toThrow(/422.*lowercase/);
});

test("a work pool is made, changed, never wiped, and names that exist are refused", async () => {
  const name = uniqueName("pool");
  const made = await prefect.workPools.create({ name, type: "process" });
  await expect(prefect.workPools.create({ name, type: "process" })).rejects.toThrow(/409.*already exists/);
  const template = {
    job_configuration: { command: "{{ command }}" },
    variables: { properties: { command: {} } },
  };
  expect(await prefect.workPools.update(name, { base_job_template: template })).toBe(true);
  expect(() => prefect.workPools.update(name, { base_job_template: {} })).toThrow(/wipe/);
  expect(await prefect.workPools.find(name)).toMatchObject({ id: made.id, base_job_template: template });
  expect(await prefect.workPools.update(uniqueName("none"), { is_paused: true })).toBe(false);
  await prefect.workPools.delete(name);
  expect(await prefect.workPools.find(name)).toBeUndefined();
});

test("workers of a pool are told with their heartbeat", async () => {
  const { name } = await prefect.workPools.create({ name: uniqueName("pool"), type: "process" });
  expect(await prefect.workPools.workers(name)).toEqual([]);
  const beat = { name: "worker-1", heartbeat_interval_seconds: 30 };
  const response = await fetch(`${apiUrl}/work_pools/${name}/workers/heartbeat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(beat),
  });
  expect(response.ok).toBe(true);
  const [worker] = await prefect.workPools.workers(name);
  expect(worker).toMatchObject({ name: "worker-1", status: "ONLINE", heartbeat_interval_seconds: 30 });
  expect(Date.parse(worker?.last_heartbeat_time ?? "")).toBeGreaterThan(Date.now() - 60_000);
});

test("a flow is made once however often it is asked for", async () => {
  const name = uniqueName("flow");
  const [one, two] = [await prefect.flows.ensure(name), await prefect.flows.ensure(name)];
  expect(two.id).toBe(one.id);
  expect((await prefect.flows.find(name))?.id).toBe(one.id);
  expect([...(await prefect.flows.findByNames([name, uniqueName("none")])).keys()]).toEqual([name]);
});

test("names are data: what has a meaning in an address stays in the name", async () => {
  for (const name of ["a/b", "..", ".", "", "?x=1", "#", "ä ö", "%2e%2e", "../flows"]) {
    expect(await prefect.workPools.find(name)).toBeUndefined();
    expect(await prefect.workPools.update(name, { is_paused: true })).toBe(false);
    await prefect.variables.delete(name);
    await expect(prefect.workPools.workers(name)).rejects.toThrow(/404|Prefect has no name/);
  }
});

test("variables are listed by how their names begin, over as many pages as it takes", async () => {
  const name = uniqueName("listed");
  const names = Array.from({ length: 210 }, (_, index) => `${name}-${String(index).padStart(3, "0")}`);
  for (const one of names) await prefect.variables.set(one, one);
  await prefect.variables.set(`x-${name}-000`, "elsewhere in its name");
  const listed = await prefect.variables.list(`${name}-`);
  expect(listed.map((variable) => variable.value)).toEqual(names);
  expect(await prefect.variables.list(`${name}-20`)).toHaveLength(10);
  expect(await prefect.variables.list(`${name}-none`)).toEqual([]);
  for (const one of [...names, `x-${name}-000`]) await prefect.variables.delete(one);
});
