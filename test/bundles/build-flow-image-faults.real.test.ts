import { describeWith, freePort, type StepResult, uniqueName } from "#services";
import {
  buildersOf,
  busyboxContext,
  type ImagePlatform,
  removeWorkspaces,
  runBuild,
  startImagePlatform,
  workspace,
} from "../platform/image-platform.ts";

const FILES = { Dockerfile: "FROM scratch AS flows\nCOPY a /\n", a: "a" };

const errors = ({ annotations }: StepResult) =>
  annotations.filter(({ level }) => level === "error").map(({ message }) => message);

describeWith(["go", "root", "debian"], "what build-flow-image says of bad input", () => {
  let platform: ImagePlatform;
  beforeAll(async () => {
    platform = await startImagePlatform();
  }, 600_000);
  afterAll(async () => {
    await removeWorkspaces();
    await platform.stop();
  });

  async function failing(inputs: Record<string, string>, files: Record<string, string> = FILES) {
    const folder = await workspace(files);
    const result = await runBuild(platform, uniqueName("flows"), {
      workspace: folder,
      inputs: { tags: "a", ...inputs },
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({});
    return errors(result);
  }

  test.each([
    [{ tags: "1.2.4+local" }, /Input `tags` has "1\.2\.4\+local"/],
    [{ tags: "", environment: "prod", version: "1.2.4+local" }, /Input `version` is "1\.2\.4\+local"/],
    [{ tags: "", environment: "prod" }, /Input `version` is missing/],
    [{ tags: "", environment: "dev", version: "1.2.4" }, /Input `environment` is dev.*pull request/],
    [{ tags: "" }, /Neither input `environment` nor `tags`/],
    [{ environment: "staging" }, /Input `environment` is "staging"/],
    [{ image: "ghcr.io/acme/flows:1" }, /Input `image` is .* tag or a digest/],
    [{ image: "not an image" }, /Input `image` is "not an image"/],
    [{ platforms: "linux/amd64,linux/z80" }, /Input `platforms` has "linux\/z80".*linux\/arm64/],
    [{ dockerfile: "etc/Dockerfile" }, /Input `dockerfile` is "?etc\/Dockerfile.*There is Dockerfile/],
    [{ context: "nowhere" }, /Input `context` is nowhere/],
    [{ target: "flow" }, /Input `target` is "flow".*stages are flows/],
    [{ "max-age": "a month" }, /Input `max-age`/],
    [{ "promote-from": "a b" }, /Input `promote-from`/],
    [{ secrets: "a,b=a-long-secret" }, /Input `secrets` has the name "a,b"/],
    [{ "registry-password": "" }, /Input `registry-password` is empty/],
  ])("%j is told by the input's name", async (inputs, message) => {
    expect((await failing(inputs as Record<string, string>)).join("\n")).toMatch(message);
  });

  test("every wrong input is told in one run", async () => {
    const messages = await failing({ platforms: "a, b", target: "x", context: "nowhere" });
    expect(
      messages.filter((message) => /^Input `(platforms|context|dockerfile)`/.test(message)),
    ).toHaveLength(4);
  });

  test("wrong credentials are refused before anything is built, and named", async () => {
    const messages = await failing({ "registry-password": "wrong" });
    expect(messages).toEqual([expect.stringMatching(/refuses the credentials.*`registry-password`/)]);
    const building = await failing({ "registry-password": "wrong", push: "false" });
    expect(building).toEqual([expect.stringMatching(/refuses the credentials.*`registry-password`/)]);
  });

  test("without credentials, the refusal names them too", async () => {
    const messages = await failing({ "registry-username": "", "registry-password": "" });
    expect(messages).toEqual([expect.stringContaining("`registry-username`")]);
    expect(await buildersOf(platform)).toEqual([]);
  });

  test("a registry that isn't there is named", async () => {
    const host = `127.0.0.1:${await freePort()}`;
    const messages = await failing({ image: `${host}/flows` });
    expect(messages).toEqual([expect.stringContaining(`The registry ${host} can't be reached`)]);
    expect(messages[0]).toContain("`image`");
  });

  test("a builder that isn't there is named", async () => {
    expect(await failing({ builder: "no-such-builder" })).toEqual([
      expect.stringContaining('Input `builder` is "no-such-builder"'),
    ]);
  });

  test("a build that fails says where, and leaves no builder or credentials", async () => {
    const folder = await busyboxContext(
      'FROM scratch\nCOPY busybox /busybox\nRUN ["/busybox", "sh", "-c", "echo it broke; exit 3"]\n',
    );
    const result = await runBuild(platform, uniqueName("flows"), {
      workspace: folder,
      inputs: { tags: "a" },
    });
    expect(errors(result)).toEqual([expect.stringMatching(/The build failed\.[\s\S]*exit code: 3/)]);
    expect(result.log).toContain("it broke");
    expect(result.state).toMatchObject({ builder: "", "docker-config": "" });
    expect(await buildersOf(platform)).toEqual([]);
  });
});
