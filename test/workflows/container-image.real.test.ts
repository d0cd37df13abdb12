import { describeWith } from "#services";
import { AttestationsStandIn } from "../github/index.ts";
import { DataTeam, outcomes } from "../platform/data-team.ts";
import {
  blobOf,
  type ImagePlatform,
  manifestOf,
  startImagePlatform,
  tagsOf,
} from "../platform/image-platform.ts";

const WORKFLOW = "container-image.yml";
const image = (content: string) => ({
  "etc/Dockerfile": `FROM scratch\nLABEL content="${content}"\nCOPY README.md /\n`,
});

describeWith(["go", "root", "debian"], "a container image", () => {
  let platform: ImagePlatform;
  let team: DataTeam;
  let attestations: AttestationsStandIn;

  beforeAll(async () => {
    attestations = new AttestationsStandIn();
    platform = await startImagePlatform();
    const { host, credentials } = platform.registry;
    const { PATH = "", ...env } = platform.env;
    team = await DataTeam.start({
      settings: { image: `${host}/acme/tool`, dockerfile: "etc/Dockerfile" },
      configuration: {
        vars: { REGISTRY_USERNAME: credentials?.username ?? "" },
        secrets: { REGISTRY_PASSWORD: credentials?.password ?? "" },
      },
      files: { ...image("start"), "README.md": "A tool.\n" },
      visibility: "public",
      machine: { env: { ...env, ATTESTATIONS_FILE: attestations.file }, path: [attestations.folder, PATH] },
    });
  }, 600_000);
  afterAll(async () => {
    await team?.stop();
    await platform?.stop();
    attestations?.remove();
  });

  const jobs = (result: Parameters<typeof outcomes>[0]) =>
    outcomes(result, [platform.registry.credentials?.password ?? ""]);

  const digestOf = async (tag: string) =>
    (await manifestOf(platform, "acme/tool", tag))?.digest ?? `no ${tag}`;
  const commit = () => team.git("rev-parse", "main");

  test("is built for a pull request and pushed nowhere; one that can't be built fails the check", async () => {
    const options = { workflow: WORKFLOW };
    const { result } = await team.openPullRequest("feature", image("feature"), options);
    expect(jobs(result)).toEqual({ "build the image": "success" });
    expect(result.log).toContain("It is built and not pushed.");
    const without = { "etc/Dockerfile": "FROM scratch\nCOPY no-such-file /\n" };
    const wrong = await team.openPullRequest("wrong", without, options);
    expect(jobs(wrong.result)).toEqual({ "build the image": "failure" });
    expect(await tagsOf(platform, "acme/tool")).toEqual([]);
  });

  test("is pushed from main as `main` and the commit, and attested; what changes nothing of it is not built again", async () => {
    await team.commitToMain(image("merged"));
    const pushed = await team.runOnPush("main~1", "main", { workflow: WORKFLOW });
    expect(jobs(pushed)).toEqual({ "push the image": "success" });
    const built = await digestOf("main");
    expect(await digestOf(await commit())).toBe(built);
    expect(await labelOf("main")).toBe("merged");

    await team.commitToMain({ "docs.md": "About the tool.\n" });
    const again = await team.runOnPush("main~1", "main", { workflow: WORKFLOW });
    expect(jobs(again)).toEqual({ "push the image": "success" });
    expect(await digestOf("main")).toBe(built);
    expect(await digestOf(await commit())).toBe(built);
  });

  /** The label `content` of the image behind a tag of the registry. */
  async function labelOf(tag: string): Promise<unknown> {
    const index = await manifestOf(platform, "acme/tool", tag);
    const manifest = await manifestOf(platform, "acme/tool", index?.content.manifests?.[0]?.digest ?? "");
    const config = JSON.parse(await blobOf(platform, "acme/tool", manifest?.content.config?.digest ?? ""));
    return config.config.Labels.content;
  }
});
