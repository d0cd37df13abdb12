import { describeWith } from "#services";
import { type DataTeam, FLOWS_IMAGE, type OpenPullRequest, TOLD } from "../platform/data-team.ts";
import { tagsOf } from "../platform/image-platform.ts";
import { ImageTeams, image } from "./image-teams.ts";

let teams: ImageTeams;
const jobs = (result: Parameters<ImageTeams["jobs"]>[0]) => teams.jobs(result);
const START = image("1.2.3", "start");

const BUILT = { "build the flows' image": "success", "flows image gate": "success" };
const IN_DEV = { ...BUILT, "use the image in DEV": "success" };
const MERGED = {
  "build the flows' image": "success",
  "tag and release": "success",
  "use the image in DEV": "success",
  "use the image in PROD": "success",
};
/** A version has no tag before both pools have its image. */
const { "tag and release": _, ...NOT_RELEASED } = MERGED;
const RESTORED = { "restore DEV's work pool": "success" };

beforeAll(async () => {
  teams = await ImageTeams.start();
}, 600_000);
afterAll(() => teams?.stop());

describeWith(["go", "root", "debian"], "the image pipeline, as templates", () => {
  let team: DataTeam;
  let first: OpenPullRequest;
  let second: OpenPullRequest;
  let third: OpenPullRequest;
  const used = () => teams.inUse("acme");
  const tags = () => tagsOf(teams.platform, "acme/flows");
  const releases = () => team.github.repository.releases.map(({ tag }) => tag);

  beforeAll(async () => {
    team = await teams.startTeam("acme", 1);
  });
  afterAll(() => team?.stop());

  test("started by hand, it builds and releases main's version, and both work pools use it", async () => {
    expect(jobs(await team.dispatch())).toEqual(MERGED);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    expect(releases()).toEqual(["v1.2.3"]);
  });

  test("a version that was not raised fails the gate before anything is built", async () => {
    const before = await tags();
    const opened = await team.openPullRequest("first", image("1.2.3", "first"));
    first = opened.pull;
    expect(jobs(opened.result)).toEqual({
      "build the flows' image": "failure",
      "flows image gate": "failure",
    });
    expect(await tags()).toEqual(before);
  });

  test("a raised one is built, and DEV uses it; PROD does not", async () => {
    expect(jobs(await team.pushAgain(first, image("1.2.4", "first")))).toEqual(IN_DEV);
    expect(await used()).toEqual({ dev: "1.2.4-pr-1-run-3", prod: "1.2.3" });
  });

  test("a push that takes the change back puts back DEV's image; a run of the earlier push does not undo that", async () => {
    expect(jobs(await team.pushAgain(first, START))).toEqual(IN_DEV);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    const earlier = await team.git("rev-parse", "first~1");
    expect(jobs(await team.runAgain(first, earlier))).toEqual(IN_DEV);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
  });

  test("of two pull requests the later has DEV, also when the other closes; then the night brings main's back", async () => {
    await team.pushAgain(first, image("1.2.4", "first"));
    const opened = await team.openPullRequest("second", image("1.3.0", "second"));
    second = opened.pull;
    const seconds = { dev: "1.3.0-pr-2-run-7", prod: "1.2.3" };
    expect(await used()).toEqual(seconds);
    expect(jobs(await team.close(first))).toEqual(RESTORED);
    expect(await used()).toEqual(seconds);
    // GitHub starts no run when a pull request with conflicts is closed.
    second.state = "closed";
    expect(jobs(await team.sweep())).toEqual(RESTORED);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
  });

  test("a fork's image, and one whose run gets no secrets, is built and goes nowhere", async () => {
    const before = await tags();
    const fork = await team.openPullRequest("fork", image("1.2.4", "fork"), { fork: true });
    expect(jobs(fork.result)).toEqual(BUILT);
    const bot = await team.openPullRequest("bot", image("1.2.4", "bot"), { secrets: {} });
    expect(jobs(bot.result)).toEqual(BUILT);
    expect(await tags()).toEqual(before);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    bot.pull.state = "closed";
  });

  test("a registry or a server that refuses fails the gate, and running again fixes it", async () => {
    const { secrets } = team.configuration;
    const wrong = { secrets: { ...secrets, REGISTRY_PASSWORD: "of-somebody-else" } };
    const opened = await team.openPullRequest("third", image("1.2.4", "third"), wrong);
    third = opened.pull;
    expect(jobs(opened.result)).toEqual({
      ...BUILT,
      "build the flows' image": "failure",
      "flows image gate": "failure",
    });
    teams.environments.fault = refuseUpdates("dev");
    expect(jobs(await team.runAgain(third))).toEqual({
      ...IN_DEV,
      "use the image in DEV": "failure",
      "flows image gate": "failure",
    });
    teams.environments.fault = () => undefined;
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    expect(jobs(await team.runAgain(third))).toEqual(IN_DEV);
    expect(await used()).toMatchObject({ dev: expect.stringMatching(/^1\.2\.4-pr-5-run-\d+$/) });
  });

  test("a merge that fails halfway is finished by the next one, of whatever: PROD gets what it built and attested", async () => {
    const { dev: tested = "" } = await used();
    teams.environments.fault = refuseUpdates("prod");
    const { merged, closed } = await team.merge(third);
    teams.environments.fault = () => undefined;
    expect(jobs(merged)).toEqual({
      ...NOT_RELEASED,
      "use the image in PROD": "failure",
      ...TOLD,
    });
    expect(jobs(closed)).toEqual(RESTORED);
    expect(await used()).toEqual({ dev: "1.2.4", prod: "1.2.3" });
    const digest = await teams.digestOf("acme", "1.2.4");

    expect(releases()).toEqual(["v1.2.3"]);
    await team.commitToMain({ "README.md": "The platform.\n" });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    expect(await used()).toEqual({ dev: "1.2.4", prod: "1.2.4" });
    expect(await teams.digestOf("acme", "1.2.4")).toBe(digest);
    // What a pull request pushed may be anything, whatever its labels and tags say.
    expect(digest).not.toBe(await teams.digestOf("acme", tested));
    expect(teams.attestations.all()).toContainEqual({
      digest,
      repository: "acme/platform",
      signer: "acme/platform/.github/workflows/flows-image-merge.yml",
      sourceRef: "refs/heads/main",
    });
    expect(releases()).toEqual(["v1.2.3", "v1.2.4"]);
    expect(team.github.repository.commit("v1.2.4")).toBe(await team.git("rev-parse", "main"));
  });

  test("an old run that is started again is refused, and moves no tag", async () => {
    const digest = await teams.digestOf("acme", "1.2.4");
    await team.commitToMain(image("1.2.5", "later"));
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    const first = await team.git("rev-list", "--max-parents=0", "main");
    const old = await team.runOnPush("0".repeat(40), first);
    expect(jobs(old)).toEqual({
      ...NOT_RELEASED,
      "use the image in DEV": "failure",
      "use the image in PROD": "failure",
      ...TOLD,
    });
    expect(old.log).toMatch(/is older than/);
    expect(await used()).toEqual({ dev: "1.2.5", prod: "1.2.5" });
    expect(await teams.digestOf("acme", "1.2.4")).toBe(digest);
    expect(releases()).toEqual(["v1.2.3", "v1.2.4", "v1.2.5"]);
  });

  test("the merge queue only checks", async () => {
    const before = await tags();
    const [head_sha, base_sha] = [await team.git("rev-parse", "main"), await team.git("rev-parse", "main~1")];
    const queued = await team.run(
      FLOWS_IMAGE.pullRequest,
      "merge_group",
      { merge_group: { head_sha, base_sha, head_ref: "refs/heads/gh-readonly-queue/main/pr-5" } },
      "main",
    );
    expect(jobs(queued)).toEqual(BUILT);
    expect(await tags()).toEqual(before);
  });
});

/** A server that takes no change of a work pool. */
const refuseUpdates = (of: string) => (environment: string, request: string) =>
  environment === of && /^PATCH .*\/work_pools\//.test(request)
    ? { answer: 422, body: '{"detail": "not now"}' }
    : undefined;

describeWith(["go", "root", "debian"], "the image pipeline, as reusable workflows", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await teams.startTeam("corp", 501, { form: "reusable" });
  });
  afterAll(() => team?.stop());

  test("does the same from pull request to production", async () => {
    expect(jobs(await team.dispatch())).toEqual(MERGED);
    const { pull, result } = await team.openPullRequest("feature", image("1.3.0", "feature"));
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await teams.inUse("corp")).toEqual({ dev: "1.3.0-pr-501-run-2", prod: "1.2.3" });
    const { merged, closed } = await team.merge(pull);
    expect(jobs(merged)).toEqual(MERGED);
    expect(jobs(closed)).toEqual(RESTORED);
    expect(await teams.inUse("corp")).toEqual({ dev: "1.3.0", prod: "1.3.0" });
    expect(teams.attestations.all().map(({ digest }) => digest)).toContain(
      await teams.digestOf("corp", "1.3.0"),
    );
    expect(team.github.repository.commit("v1.3.0")).toBe(pull.mergeCommit);
  });
});
