import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { freePort, runBundle, sharedPrefectServer, uniqueName } from "#services";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

const run = (inputs: Record<string, string>) =>
  runBundle("resume-schedules", {
    inputs: { "prefect-api-url": apiUrl, ...inputs },
    workspace: process.cwd(),
  });

/** A live deployment with two daily schedules, off, one of them with a slug and parameters. */
async function deployment(name = uniqueName("nightly")) {
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const cron = { cron: "0 2 * * *", timezone: "UTC", day_or: true };
  return prefect.deployments.create({
    name,
    flow_id: flow.id,
    entrypoint: "flows/a.py:a",
    schedules: [
      { schedule: cron, active: false, slug: "early", parameters: { day: 1 } },
      { schedule: { ...cron, cron: "0 3 * * *" }, active: false, slug: "late", parameters: {} },
    ],
  });
}

const reference = (live: Awaited<ReturnType<typeof deployment>>, slug: string) =>
  `${live.key}#${live.schedules.find((schedule) => schedule.slug === slug)?.id}`;

const json = (text: string | undefined) => JSON.parse(text ?? "null");

test("turns schedules on, leaves everything else of them, and does nothing the second time", async () => {
  const live = await deployment();
  const both = [reference(live, "early"), reference(live, "late")];
  const first = await run({ deployments: live.key });
  expect(first.exitCode).toBe(0);
  expect(json(first.outputs.changed).sort()).toEqual([...both].sort());
  expect(json(first.outputs.unchanged)).toEqual([]);
  expect(first.summary).toBe(
    `**2 schedules turned on**\n\n<details><summary>Of which deployments</summary>\n\n- <code>${live.key}</code>: 2 schedules\n\n</details>\n`,
  );

  const stored = await prefect.schedules.list(live.id);
  const state = ({ id, active, slug, parameters }: (typeof stored)[number]) => ({
    id,
    active,
    slug,
    parameters,
  });
  expect(stored.map(state)).toEqual(
    expect.arrayContaining(live.schedules.map((schedule) => ({ ...state(schedule as never), active: true }))),
  );

  const updated = (await prefect.deployments.read(live.id))?.updated;
  const again = await run({ deployments: live.key });
  expect(json(again.outputs.changed)).toEqual([]);
  expect(json(again.outputs.unchanged).sort()).toEqual([...both].sort());
  expect((await prefect.deployments.read(live.id))?.updated).toBe(updated);
});

test("switches single schedules, and off as well as on", async () => {
  const live = await deployment();
  await run({ deployments: JSON.stringify([reference(live, "late")]) });
  const active = async () =>
    (await prefect.schedules.list(live.id)).filter((schedule) => schedule.active).map(({ slug }) => slug);
  expect(await active()).toEqual(["late"]);
  const off = await run({ deployments: live.key, state: "paused" });
  expect(json(off.outputs.changed)).toEqual([reference(live, "late")]);
  expect(await active()).toEqual([]);
});

test("the runs that the switch drops are there again within seconds", async () => {
  const live = await deployment();
  await run({ deployments: reference(live, "early") });
  const scheduled = async () => (await prefect.flowRuns.scheduled([live.id])).length;
  for (let waited = 0; waited < 20 && (await scheduled()) === 0; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(await scheduled()).toBeGreaterThan(0);
});

test("what does not exist is an error that names it, hostile as it may be", async () => {
  const hostile = "no/such\n::set-output name=changed::pwned $(id) `id` | <b>@octocat 🦆";
  const { exitCode, annotations, outputs, commands, summary } = await run({
    deployments: JSON.stringify([hostile]),
  });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain(JSON.stringify(hostile));
  expect(json(outputs.missing)).toEqual([hostile]);
  expect(json(outputs.changed)).toEqual([]);
  expect(commands.map(({ name }) => name)).not.toContain("set-output");
  expect(summary).not.toMatch(/<b>|@octocat|\n::/);
});

test("an empty list changes nothing; an empty text is a mistake", async () => {
  const nothing = await run({ deployments: "[]" });
  expect(nothing).toMatchObject({ exitCode: 0, outputs: { changed: "[]", unchanged: "[]", missing: "[]" } });
  const mistake = await run({ deployments: "", state: "on" });
  expect(mistake.exitCode).toBe(1);
  expect(mistake.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Input `deployments` is required but empty\./),
    expect.stringMatching(/^Input `state` is "on".*Use active, paused\.$/),
    expect.any(String),
  ]);
});

test("a server that can't be reached is a clear error, and the key stays secret", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const { exitCode, annotations, printed, summary, masks } = await run({
    "prefect-api-url": `http://${address}/api`,
    "prefect-api-key": "pnu_secret_key",
    deployments: "a/b",
  });
  expect(exitCode).toBe(1);
  expect(annotations).toHaveLength(1);
  expect(annotations[0]?.message).toContain(address);
  expect(masks).toContain("pnu_secret_key");
  const lines = printed.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  expect([...lines, summary].join("\n")).not.toContain("pnu_secret_key");
});
