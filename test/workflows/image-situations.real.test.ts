// What may happen to the flows' image beside the usual, and what a repository may be like.
import { describeWith } from "#services";
import { type DataTeam, type Pipeline, TOLD } from "../platform/data-team.ts";
import { tagsOf } from "../platform/image-platform.ts";
import { AUTH } from "./environments.ts";
import { ImageTeams, image } from "./image-teams.ts";

let teams: ImageTeams;
beforeAll(async () => {
  teams = await ImageTeams.start();
}, 600_000);
afterAll(() => teams?.stop());

const jobs = (result: Parameters<ImageTeams["jobs"]>[0]) => teams.jobs(result);
const MERGED = {
  "build the flows' image": "success",
  "tag and release": "success",
  "use the image in DEV": "success",
  "use the image in PROD": "success",
};

describeWith(["go", "root", "debian"], "the flows' image", () => {
  let team: DataTeam;
  const used = () => teams.inUse("bumped");
  const releases = () => team.github.repository.releases.map(({ tag }) => tag);

  beforeAll(async () => {
    team = await teams.startTeam("bumped", 1);
    await team.dispatch();
  });
  afterAll(() => team?.stop());

  test("of a push that lands two raised versions, as a merge queue's may, the last is built and released", async () => {
    await team.commitToMain(image("1.2.4", "first"));
    await team.commitToMain(image("1.2.5", "second"));
    expect(jobs(await team.runOnPush("main~2", "main"))).toEqual(MERGED);
    expect(await used()).toEqual({ dev: "1.2.5", prod: "1.2.5" });
    expect(releases()).toEqual(["v1.2.3", "v1.2.5"]);
  });

  test("goes back by hand to a version that was released, only where that is asked for, without a build", async () => {
    const digest = await teams.digestOf("bumped", "1.2.3");
    const refused = await team.dispatch({ commit: "v1.2.3", "allow-older": "false" });
    expect(jobs(refused)).toEqual({
      "build the flows' image": "success",
      "use the image in DEV": "failure",
      "use the image in PROD": "failure",
      ...TOLD,
    });
    expect(await used()).toEqual({ dev: "1.2.5", prod: "1.2.5" });
    expect(jobs(await team.dispatch({ commit: "v1.2.3", "allow-older": "true" }))).toEqual(MERGED);
    expect(await used()).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    expect(await teams.digestOf("bumped", "1.2.3")).toBe(digest);
    expect(releases()).toEqual(["v1.2.3", "v1.2.5"]);
  });

  test("a dependency bot's pull request passes without a new version, and gets the patch for one", async () => {
    const before = await tagsOf(teams.platform, "bumped/flows");
    const { result } = await team.openPullRequest(
      "renovate/prefect-3.x",
      { "uv.lock": "# Another version of Prefect.\n" },
      { author: "renovate[bot]", secrets: {} },
    );
    expect(jobs(result)).toEqual({ "build the flows' image": "success", "flows image gate": "success" });
    expect(result.log).toContain('+version = "1.2.6"');
    expect(await tagsOf(teams.platform, "bumped/flows")).toEqual(before);
    const { result: somebodys } = await team.openPullRequest("mine", { "uv.lock": "# Mine.\n" });
    expect(jobs(somebodys)).toMatchObject({ "flows image gate": "failure" });
  });
});

describeWith(["go", "root", "debian"], "a repository with capital letters", () => {
  let team: DataTeam;
  beforeAll(async () => {
    const { host } = teams.platform.registry;
    team = await teams.startTeam("capitals", 101, {
      repository: "Acme-Data/Platform",
      settings: { image: `${host}/\${{ github.repository }}/Flows` },
    });
  });
  afterAll(() => team?.stop());

  test("has an image whose name is lowered, from the build to the work pools", async () => {
    expect(jobs(await team.dispatch())).toEqual(MERGED);
    const repository = "acme-data/platform/flows";
    expect(await tagsOf(teams.platform, repository)).toContain("1.2.3");
    expect(await teams.inUse("capitals", repository)).toEqual({ dev: "1.2.3", prod: "1.2.3" });
    // It was attested under the lowered name, so it is found and not built again.
    const again = await team.dispatch();
    expect(jobs(again)).toEqual(MERGED);
    expect(again.log).toContain("was built from these inputs");
  });
});

const ORDERS: Pipeline = {
  pullRequest: "flows-image-orders-pull-request.yml",
  merge: "flows-image-orders-merge.yml",
  close: "prefect-work-pool-orders-close.yml",
};

describeWith(["go", "root", "debian"], "one project of several, each with an image of its own", () => {
  let team: DataTeam;
  const project = (version: string, content: string) => ({
    "projects/orders/pyproject.toml": `[project]\nname = "orders"\nversion = "${version}"\n`,
    "projects/orders/Dockerfile": `FROM scratch\nLABEL content="${content}"\nCOPY pyproject.toml /\n`,
  });

  beforeAll(async () => {
    const { host, credentials } = teams.platform.registry;
    const variables = (environment: "dev" | "prod") => ({
      [`${environment.toUpperCase()}_PREFECT_API_URL`]: teams.environments.url(environment),
      [`${environment.toUpperCase()}_PREFECT_WORK_POOL_ORDERS`]: "orders",
    });
    team = await teams.startTeam("orders", 201, {
      variant: "image-per-project",
      pipeline: ORDERS,
      settings: { image: `${host}/orders/flows` },
      configuration: {
        vars: { REGISTRY_USERNAME: credentials?.username ?? "", ...variables("dev"), ...variables("prod") },
        secrets: {
          REGISTRY_PASSWORD: credentials?.password ?? "",
          DEV_PREFECT_API_AUTH_STRING: AUTH,
          PROD_PREFECT_API_AUTH_STRING: AUTH,
        },
      },
      files: { ...project("0.1.0", "start"), "projects/marts/pyproject.toml": "" },
    });
  });
  afterAll(() => team?.stop());

  test("goes from a pull request to production, with tags of its own", async () => {
    expect(jobs(await team.dispatch())).toEqual(MERGED);
    const { pull, result } = await team.openPullRequest("orders", project("0.2.0", "orders"));
    expect(jobs(result)).toEqual({
      "build the flows' image": "success",
      "orders image gate": "success",
      "use the image in DEV": "success",
    });
    expect(await teams.inUse("orders")).toEqual({ dev: "0.2.0-pr-201-run-2", prod: "0.1.0" });
    const { merged, closed } = await team.merge(pull);
    expect(jobs(merged)).toEqual(MERGED);
    expect(jobs(closed)).toEqual({ "restore DEV's work pool": "success" });
    expect(await teams.inUse("orders")).toEqual({ dev: "0.2.0", prod: "0.2.0" });
    expect(team.github.repository.releases.map(({ tag }) => tag)).toEqual(["orders-v0.1.0", "orders-v0.2.0"]);
  });

  test("asks for no version where another project changes", async () => {
    const { result } = await team.openPullRequest("marts", { "projects/marts/pyproject.toml": "# Later.\n" });
    expect(jobs(result)).toEqual({ "build the flows' image": "success", "orders image gate": "success" });
  });
});
