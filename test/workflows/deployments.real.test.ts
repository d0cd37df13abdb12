import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  type ActResult,
  describeWith,
  type InjectedFault,
  type PrefectServer,
  startPrefectServer,
  startProxy,
} from "#services";
import { flow } from "../bundles/platform.ts";
import { DataTeam, DEPLOYMENTS, type OpenPullRequest, outcomes } from "../platform/data-team.ts";
import { heldDeployments } from "./held-deployments.ts";

const AUTH = "admin:a-password-of-the-test";
let dev: PrefectServer;
let prod: PrefectServer;
let prodProxy: Awaited<ReturnType<typeof startProxy>>;
/** Spoils requests to PROD while a test wants that. */
let fault: (path: string) => InjectedFault | undefined = () => undefined;

beforeAll(async () => {
  const env = { PREFECT_SERVER_API_AUTH_STRING: AUTH };
  [dev, prod] = await Promise.all([startPrefectServer({ env }), startPrefectServer({ env })]);
  prodProxy = await startProxy(prod.apiUrl, ({ method, path }) => fault(`${method} ${path}`));
  for (const server of [dev, prod]) {
    await client(server).workPools.create({ name: "pool", type: "process", base_job_template: {} });
  }
});
afterAll(async () => {
  await Promise.all([dev?.stop(), prod?.stop(), prodProxy?.stop()]);
});

const client = ({ apiUrl }: PrefectServer) =>
  new PrefectClient(connectionFromInputs({ apiUrl, authString: AUTH }));

/** What an environment holds of a team. */
const held = (server: PrefectServer, team: string) => heldDeployments(client(server), team);

const deployment = (name: string, flowFile: string, table: string) =>
  `  - {name: ${name}, entrypoint: "flows/${flowFile}.py:run", parameters: {table: ${table}}, work_pool: {name: pool}, schedules: [{cron: "0 2 * * *"}]}\n`;

const prefectYaml = (...deployments: string[]) => `name: platform
pull:
  - prefect.deployments.steps.git_clone: {repository: "https://github.com/acme/platform.git", branch: main}
deployments:
${deployments.join("")}`;

const orders = deployment("daily", "orders", "orders");
const marts = deployment("hourly", "marts", "marts");
const START = prefectYaml(orders, marts);

function startTeam(name: string, firstNumber: number): Promise<DataTeam> {
  const files = {
    "prefect.yaml": START,
    "flows/orders.py": flow(`${name}-orders`),
    "flows/marts.py": flow(`${name}-marts`),
  };
  const configuration = {
    vars: { DEV_PREFECT_API_URL: dev.apiUrl, PROD_PREFECT_API_URL: prodProxy.url },
    secrets: { DEV_PREFECT_API_AUTH_STRING: AUTH, PROD_PREFECT_API_AUTH_STRING: AUTH },
  };
  return DataTeam.start({ pipeline: DEPLOYMENTS, configuration, files, firstNumber });
}

/** The jobs that ran, in a form that is easy to compare. */
const jobs = (result: ActResult) => outcomes(result, [AUTH]);

const ALL_WELL = {
  "check deployments": "success",
  "deploy to DEV": "success",
  "deployments gate": "success",
};
const MERGED = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
};
const CLEANED = { "bring DEV back": "success", "say how it ended": "success" };
const SWEPT = { "bring DEV back": "success" };
const NOTHING = "0".repeat(40);

describeWith(["go"], "the deployments pipeline, as templates", () => {
  let team: DataTeam;
  let first: OpenPullRequest;
  let second: OpenPullRequest;
  let third: { pull: OpenPullRequest };
  const onDev = () => held(dev, "acme");
  const onProd = () => held(prod, "acme");

  beforeAll(async () => {
    team = await startTeam("acme", 1);
  });
  afterAll(() => team?.stop());

  test("the first push deploys everything: schedules on in PROD, off in DEV", async () => {
    const result = await team.runOnPush(NOTHING, "main");
    expect(jobs(result)).toEqual(MERGED);
    expect(await onProd()).toEqual({ "orders/daily": "orders main on", "marts/hourly": "marts main on" });
    expect(await onDev()).toEqual({ "orders/daily": "orders main off", "marts/hourly": "marts main off" });
  });

  test("a pull request's changes appear in DEV on its branch; PROD is not touched", async () => {
    prodProxy.requests.length = 0;
    const opened = await team.openPullRequest("feature", {
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "refunds"),
        deployment("new", "orders", "all"),
      ),
    });
    first = opened.pull;
    expect(jobs(opened.result)).toEqual(ALL_WELL);
    expect(await onDev()).toEqual({
      "orders/daily": "refunds feature off pr-1",
      "orders/new": "all feature off pr-1",
      "marts/hourly": "marts main off pr-1 paused",
    });
    expect(prodProxy.requests).toEqual([]);
    const comment = team.commentOn(first);
    expect(comment).toMatch(
      /^🔴 \*\*On PROD, 1 deployment is deleted, 1 is updated and 1 is new\.\*\*\n\n✅ check deployments · ✅ deploy to DEV\n/,
    );
    expect(comment).toContain("<code>acme-marts/hourly</code> is deleted");
    // Parameters' values are hidden.
    expect(comment).toMatch(
      /<code>parameters.table<\/code> \| <em>hidden<\/em> \| <em>hidden<\/em>, another/,
    );
    expect(comment).not.toContain("refunds");
  });

  test("what a later push takes back returns to main's definition", async () => {
    const result = await team.pushAgain(first, {
      "prefect.yaml": prefectYaml(orders, marts, deployment("new", "orders", "all")),
    });
    expect(jobs(result)).toEqual(ALL_WELL);
    expect(await onDev()).toEqual({
      "orders/daily": "orders main off",
      "orders/new": "all feature off pr-1",
      "marts/hourly": "marts main off",
    });
    expect(team.commentOn(first)).toMatch(/^🟢 \*\*On PROD, 1 deployment is new\.\*\*\n/);
  });

  test("a run of an earlier push, started again, brings nothing old back", async () => {
    const now = await onDev();
    const earlier = await team.git("rev-parse", "feature~1");
    expect(jobs(await team.runAgain(first, earlier))).toEqual(ALL_WELL);
    expect(await onDev()).toEqual(now);
    // Nor in the comment.
    expect(team.commentOn(first)).toMatch(/^🟢 \*\*On PROD, 1 deployment is new\.\*\*\n/);
  });

  test("a push without any change left removes what only the pull request had", async () => {
    const result = await team.pushAgain(first, { "prefect.yaml": START }, { secrets: {} });
    expect(jobs(result)).toEqual(ALL_WELL);
    expect(team.commentOn(first)).toContain("**This no longer changes any deployment**");
    // That run could not reach DEV, so the next one, which changes nothing either, finds what is still there.
    expect(await onDev()).toMatchObject({ "orders/new": "all feature off pr-1" });
    expect(jobs(await team.pushAgain(first, { "README.md": "One.\n" }))).toEqual({
      ...ALL_WELL,
      "look what DEV still has": "success",
    });
    expect(await onDev()).toEqual({ "orders/daily": "orders main off", "marts/hourly": "marts main off" });
    // With nothing of its own there, it does not even wait for its turn.
    expect(jobs(await team.pushAgain(first, { "README.md": "" }))).toEqual({
      "check deployments": "success",
      "look what DEV still has": "success",
      "deployments gate": "success",
    });
  });

  test("of two pull requests at once the later deploys, and the other's close leaves that alone", async () => {
    await team.pushAgain(first, {
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "first"),
        deployment("hourly", "marts", "first"),
      ),
    });
    const opened = await team.openPullRequest("second", {
      "prefect.yaml": prefectYaml(deployment("daily", "orders", "second"), marts),
    });
    second = opened.pull;
    expect(await onDev()).toEqual({
      "orders/daily": "second second off pr-2",
      "marts/hourly": "first feature off pr-1",
    });
    expect(jobs(await team.close(first))).toEqual(CLEANED);
    expect(team.commentOn(first)).toMatch(/^⚪ \*\*Closed without a merge, and cleaned up\*\*/);
    expect(team.commentOn(first)).toContain("On PROD, 2 deployments are updated.");
    expect(await onDev()).toEqual({
      "orders/daily": "second second off pr-2",
      "marts/hourly": "marts main off",
    });
  });

  test("a merge brings PROD and DEV to main; what somebody switched off in PROD stays off", async () => {
    const { deployments, schedules } = client(prod);
    const live = await deployments.find({ flowName: "acme-orders", name: "daily" });
    const [schedule] = live?.schedules ?? [];
    if (!live || !schedule) throw new Error("PROD has no acme-orders/daily with a schedule.");
    await schedules.update(live.id, schedule.id, { active: false, parameters: schedule.parameters ?? {} });
    await team.pushAgain(second, {
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "second"),
        marts,
        deployment("new", "orders", "all"),
      ),
    });
    const { merged, closed } = await team.merge(second);
    expect(jobs(merged)).toEqual(MERGED);
    expect(jobs(closed)).toEqual(CLEANED);
    // The run of the merge knows more than that of the end, whichever is the last.
    expect(team.commentOn(second)).toMatch(/^✅ \*\*Merged and deployed\.\*\*\n\n✅ deploy to PROD\n/);
    expect(await onProd()).toEqual({
      "orders/daily": "second main off",
      "orders/new": "all main on",
      "marts/hourly": "marts main on",
    });
    expect(await onDev()).toEqual({
      "orders/daily": "second main off",
      "orders/new": "all main off",
      "marts/hourly": "marts main off",
    });
  });

  test("a merge leaves alone what an open pull request has on DEV, also where main drops it", async () => {
    third = await team.openPullRequest("third", {
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "second"),
        deployment("hourly", "marts", "third"),
      ),
    });
    const before = await team.git("rev-parse", "main");
    await team.commitToMain({
      "prefect.yaml": prefectYaml(deployment("daily", "orders", "later"), deployment("new", "orders", "all")),
    });
    expect(jobs(await team.runOnPush(before, "main"))).toEqual(MERGED);
    expect(await onProd()).toEqual({ "orders/daily": "later main off", "orders/new": "all main on" });
    expect(await onDev()).toEqual({
      "orders/daily": "later main off",
      "orders/new": "all main off pr-3 paused",
      "marts/hourly": "third third off pr-3",
    });

    // GitHub starts no run when a pull request with conflicts is closed: the night's sweep finds it.
    third.pull.state = "closed";
    expect(jobs(await team.sweep())).toEqual(SWEPT);
    expect(await onDev()).toEqual({ "orders/daily": "later main off", "orders/new": "all main off" });
  });

  test("an old run that is started again is refused; by hand an older commit can be deployed, plan first", async () => {
    const now = await onProd();
    const old = await team.git("rev-parse", "main~1");
    const rerun = await team.runOnPush(`${old}~1`, old);
    expect(jobs(rerun)["deploy to PROD"]).toBe("failure");
    expect(rerun.log).toMatch(/older/);
    expect(await onProd()).toEqual(now);

    const roll = { commit: old, "allow-older": "true" };
    const planned = await team.dispatch({ ...roll, "plan-only": "true" });
    expect(jobs(planned)).toMatchObject({ "deploy to PROD": "success" });
    expect(planned.log).toMatch(/1 to create/);
    expect(await onProd()).toEqual(now);

    await team.dispatch({ ...roll, "plan-only": "false" });
    expect(await onProd()).toMatchObject({
      "orders/daily": "second main off",
      "marts/hourly": "marts main on",
    });
    await team.dispatch({ commit: "", "plan-only": "false", "allow-older": "false" });
    expect(await onProd()).toEqual(now);
  });

  test("a commit that is not on main never reaches PROD", async () => {
    const now = await onProd();
    const elsewhere = await team.git("rev-parse", "second~1^{commit}");
    await team.git("push", "--quiet", "--force", "origin", `${await unrelated(team)}:refs/heads/elsewhere`);
    const refused = await team.dispatch({
      commit: await team.git("ls-remote", "origin", "refs/heads/elsewhere").then((line) => line.slice(0, 40)),
      "plan-only": "false",
      "allow-older": "true",
    });
    expect(elsewhere).toHaveLength(40);
    expect(jobs(refused)["deploy to PROD"]).toBe("failure");
    expect(refused.log).toContain("The commit is not on main.");
    expect(await onProd()).toEqual(now);
  });

  test("a pull request of a fork is checked, and nothing else", async () => {
    const now = await onDev();
    const forked = await team.openPullRequest(
      "from-a-fork",
      { "prefect.yaml": prefectYaml(deployment("daily", "orders", "fork")) },
      { fork: true },
    );
    expect(jobs(forked.result)).toEqual({ "check deployments": "success", "deployments gate": "success" });
    expect(forked.result.log).toContain("gets no secrets");
    // Its token may not comment: the job's summary has the text, and the gate is green.
    expect(team.commentOn(forked.pull)).toBeUndefined();
    expect(forked.result.log).toContain("the job's summary has the text");
    expect(await onDev()).toEqual(now);
    expect(jobs(await team.close(forked.pull))).toEqual({});
  });

  test("a fault in the file fails the check and the gate, and the next push fixes it", async () => {
    const now = await onDev();
    const wrong = await team.openPullRequest("wrong", {
      "prefect.yaml": prefectYaml(deployment("daily", "no-such-file", "orders")),
    });
    expect(jobs(wrong.result)).toEqual({ "check deployments": "failure", "deployments gate": "failure" });
    expect(await onDev()).toEqual(now);
    expect(team.commentOn(wrong.pull)).toMatch(
      /^⚠️ \*\*What this does to PROD is not known\*\*.*\n\n❌ check deployments failure/,
    );
    const mended = await team.pushAgain(wrong.pull, {
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "mended"),
        deployment("new", "orders", "all"),
      ),
    });
    expect(jobs(mended)).toEqual(ALL_WELL);
    expect(await onDev()).toMatchObject({ "orders/daily": "mended wrong off pr-5" });
    await team.close(wrong.pull);
    expect(await onDev()).toEqual(now);
  });

  test("the merge queue only checks", async () => {
    const now = await onDev();
    const [head_sha, base_sha] = [await team.git("rev-parse", "main"), await team.git("rev-parse", "main~1")];
    const queued = await team.run(
      "prefect-deployments-pull-request.yml",
      "merge_group",
      { merge_group: { head_sha, base_sha, head_ref: "refs/heads/gh-readonly-queue/main/pr-2" } },
      "main",
    );
    expect(jobs(queued)).toEqual({ "check deployments": "success", "deployments gate": "success" });
    expect(await onDev()).toEqual(now);
  });

  test("a pull request that gets no secrets passes and says so; PROD fails and names its environment", async () => {
    const secrets = {};
    const now = await onDev();
    const bot = await team.openPullRequest(
      "bot",
      { "prefect.yaml": prefectYaml(deployment("daily", "orders", "bot")) },
      { secrets },
    );
    expect(jobs(bot.result)).toEqual(ALL_WELL);
    expect(bot.result.log).toContain("Nothing is deployed");
    expect(await onDev()).toEqual(now);
    bot.pull.state = "closed";
    const main = await team.git("rev-parse", "main");
    const pushed = await team.runOnPush(`${main}~1`, main, { secrets });
    expect(jobs(pushed)["deploy to PROD"]).toBe("failure");
    expect(pushed.log).toContain("The environment prod gives neither PREFECT_API_AUTH_STRING");
  });

  test("a deployment that PROD refuses fails the job; the next merge finishes it, and the comment tells both", async () => {
    const before = await team.git("rev-parse", "main");
    await team.commitToMain({
      "prefect.yaml": prefectYaml(
        deployment("daily", "orders", "again"),
        deployment("new", "orders", "again"),
      ),
    });
    // As if that were the third's merge.
    third.pull.mergeCommit = await team.git("rev-parse", "main");
    let refused = 0;
    fault = (request) =>
      /^PATCH .*\/deployments\//.test(request) && refused++ === 0
        ? { answer: 422, body: '{"detail": "not now"}' }
        : undefined;
    const failed = await team.runOnPush(before, "main");
    fault = () => undefined;
    expect(refused).toBeGreaterThan(0);
    expect(jobs(failed)["deploy to PROD"]).toBe("failure");
    expect(team.commentOn(third.pull)).toMatch(
      /^❌ \*\*Merged, and not deployed\*\*.*\n\n❌ deploy to PROD failure\n/,
    );
    expect(Object.values(await onProd()).filter((state) => state.startsWith("again"))).toHaveLength(1);
    // Another merge makes up for it, and says so of the first.
    await team.commitToMain({ "README.md": "Again.\n" });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    expect(team.commentOn(third.pull)).toMatch(/^✅ \*\*Merged and deployed\.\*\*/);
    expect(await onProd()).toEqual({ "orders/daily": "again main off", "orders/new": "again main on" });
  });
});

/** A commit that main does not have. */
async function unrelated(team: DataTeam): Promise<string> {
  return team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Not approved");
}
