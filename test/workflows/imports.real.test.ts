// A pull request's flows, imported in their image before DEV gets them: with a real Docker and a real registry.
import { type ActResult, describeWith } from "#services";
import { DataTeam, type OpenPullRequest, outcomes } from "../platform/data-team.ts";
import { type FlowImages, startFlowImages } from "../platform/flow-images.ts";

const flow = (before: string) =>
  `${before}\nfrom prefect import flow\n\n\n@flow(name="imported-orders")\ndef run(table: str = "all"):\n    pass\n`;

describeWith(["go", "root", "debian"], "imports in a pull request", () => {
  let images: FlowImages;
  let team: DataTeam;
  let pull: OpenPullRequest;

  beforeAll(async () => {
    images = await startFlowImages();
    team = await DataTeam.start({
      settings: { "import-image": images.plain },
      files: {
        "prefect.yaml":
          'pull:\n  - prefect.deployments.steps.git_clone: {repository: "https://github.com/acme/platform.git", branch: main}\ndeployments:\n  - {name: daily, entrypoint: "flows/orders.py:run", work_pool: {name: pool}}\n',
        "flows/orders.py": flow(""),
      },
      machine: { env: images.engine.env },
    });
  }, 600_000);
  afterAll(async () => {
    await team?.stop();
    await images?.stop();
  });

  const jobs = (result: ActResult) => outcomes(result, [images.password]);

  test("a module that the image lacks fails the gate and stands in the comment; without it all is well", async () => {
    const opened = await team.openPullRequest(
      "polars",
      { "flows/orders.py": flow("import polars") },
      { draft: true },
    );
    pull = opened.pull;
    expect(jobs(opened.result)).toEqual({
      "check deployments": "failure",
      "deployments gate": "failure",
    });
    expect(opened.result.log).toContain("has no module polars");
    expect(team.commentOn(pull)).toMatch(/❌ check deployments failure.*❌ imports \(1 failed\)/);
    const mended = await team.pushAgain(pull, { "flows/orders.py": flow("# No other frame.") });
    expect(jobs(mended)).toEqual({ "check deployments": "success", "deployments gate": "success" });
    expect(team.commentOn(pull)).toMatch(/✅ check deployments .*✅ imports \(1 passed\)/);
  });
});
