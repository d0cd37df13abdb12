import { sharedPrefectServer, uniqueName } from "#services";
import { RealServer } from "./real-server.ts";

const { apiUrl } = sharedPrefectServer();
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

function pinned(jobVariables: { [name: string]: string }, sha: string | null = COMMIT) {
  const args = { repository: "https://github.com/acme/edp.git", ...(sha ? { commit_sha: sha } : {}) };
  const fields = {
    job_variables: jobVariables,
    pull_steps: [{ "prefect.deployments.steps.git_clone": args }],
  };
  return server.desired({ name: uniqueName("pinned"), fields });
}

async function notes(one: ReturnType<typeof pinned>, pinFolder = false): Promise<string[]> {
  const plan = await server.plan([one], { commit: COMMIT, pinFolder });
  return plan.deployments.flatMap((planned) => planned.notes);
}

async function beat(name: string): Promise<void> {
  const response = await fetch(`${apiUrl}/work_pools/${server.name}/workers/heartbeat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, heartbeat_interval_seconds: 30 }),
  });
  expect(await response.text()).toBe("");
}

test("workers that are online and keep folders are told of before the write; a folder for each commit is a way out", async () => {
  const keeping = { working_dir: "/srv/flows" };
  expect(await notes(pinned(keeping))).toEqual([]);
  await beat("night-shift");
  expect(await notes(pinned(keeping))).toEqual([
    expect.stringMatching(
      /^The worker night-shift of the work pool .* of an unknown version and keeps the folders of clones/,
    ),
  ]);
  expect(await notes(pinned(keeping), true)).toEqual([]);
  expect(await notes(pinned({}))).toEqual([]);
  // Nothing is asked of workers where no commit is pinned, or another one than the run's.
  expect(await notes(pinned(keeping, null))).toEqual([]);
  expect(await notes(pinned(keeping, "f".repeat(40)))).toEqual([]);
});

test("an image of Prefect's own tells its version", async () => {
  expect(await notes(pinned({ image: "prefecthq/prefect:3.3.7-python3.12" }))).toEqual([
    expect.stringMatching(
      /^The image prefecthq\/prefect:3\.3\.7-python3\.12 .* runs Prefect 3\.3\.7, whose git_clone knows no commit_sha/,
    ),
  ]);
  const folders = { image: "docker.io/prefecthq/prefect:3.6.8-python3.12" };
  expect(await notes(pinned(folders))).toEqual([]);
  expect(await notes(pinned(folders), true)).toEqual([
    expect.stringMatching(/whose git_clone knows no clone_directory_name/),
  ]);
});
