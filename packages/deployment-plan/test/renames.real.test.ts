import { cron } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.fault = () => undefined;
});

const SLUGS = ["a", "b", "c", "d"];
const KEEP = { schedules: "keep" } as const;

/** A deployment with so many schedules that have slugs, every other one paused; and where each goes by `to`. */
async function sample(to: readonly string[]) {
  const stored = server.desired({
    schedules: to.map((_, row) => cron(`${row} 1 * * *`, { slug: SLUGS[row], active: row % 2 === 1 })),
  });
  expect((await server.apply([stored])).result.failed).toEqual([]);
  const { id, schedules } = await server.read(stored);
  const rows = new Map(schedules.map((one) => [one.id, SLUGS.indexOf(one.slug ?? "")]));
  const desired = {
    ...stored,
    schedules: to.map((slug, row) => cron(`${row} 1 * * *`, { slug, replaces: SLUGS[row] })),
  };
  const held = async () =>
    (await server.read(stored)).schedules
      .map(({ id, slug, active, schedule }) => ({ row: rows.get(id), slug, active, schedule }))
      .sort((one, other) => (one.row ?? -1) - (other.row ?? -1));
  return { id, desired, held };
}

/** As `prefect deploy` renames: all at once, by the deployment's own update. */
async function renameByPrefect(id: string, to: readonly string[]): Promise<void> {
  const schedules = to.map((slug, row) => ({ slug, replaces: SLUGS[row], parameters: {} }));
  const answer = await fetch(`${server.apiUrl}/deployments/${id}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ schedules }),
  });
  expect(answer.status).toBe(204);
}

test.each([
  [["b", "c"]],
  [["b", "a"]],
  [["b", "c", "a"]],
  [["b", "c", "d", "e"]],
  [["d", "c", "b", "a"]],
  [["c", "d", "b", "a"]],
])("schedules that become %j are the same ones as after Prefect's own rename", async (to) => {
  const [ours, theirs] = [await sample(to), await sample(to)];
  await renameByPrefect(theirs.id, to);
  const { result } = await server.apply([ours.desired], KEEP);
  expect(result.failed).toEqual([]);
  expect(await ours.held()).toEqual(await theirs.held());
  expect(await server.actions([ours.desired], KEEP)).toEqual(["unchanged"]);
});

test("the server refuses a slug that another schedule has", async () => {
  const { id } = await sample(["a", "b"]);
  const [first] = await server.client.schedules.list(id);
  const other = first?.slug === "a" ? "b" : "a";
  const renamed = server.client.schedules.update(id, first?.id ?? "", { slug: other, parameters: {} });
  await expect(renamed).rejects.toMatchObject({ status: 409 });
});

test.each([
  [["b", "a"], 4],
  [["b", "c", "a"], 5],
])("a run that is killed while schedules become %j is finished by the next", async (to, writes) => {
  for (let number = 0; number < writes; number++) {
    const { desired, held } = await sample(to);
    let sent = 0;
    server.fault = ({ method }) => (method === "PATCH" && sent++ >= number ? { answer: 400 } : undefined);
    expect((await server.apply([desired], KEEP)).result.ok).toBe(false);
    server.fault = () => undefined;
    expect((await server.apply([desired], KEEP)).result.failed).toEqual([]);
    expect((await held()).map(({ row, slug, active }) => [row, slug, active])).toEqual(
      to.map((slug, row) => [row, slug, row % 2 === 1]),
    );
    expect(await server.actions([desired], KEEP)).toEqual(["unchanged"]);
  }
});
