import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { describeWith, type StepOptions, type StepResult, uniqueName } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { type Attestation, AttestationsStandIn, GitHubStandIn } from "../github/index.ts";
import {
  blobOf,
  buildersOf,
  type ImagePlatform,
  manifestOf,
  removeWorkspaces,
  runBuild,
  startImagePlatform,
  tagsOf,
  workspace,
  writeFiles,
} from "../platform/image-platform.ts";

const DOCKERFILE = "FROM scratch\nCOPY pyproject.toml uv.lock* ./\n";
const FILES = {
  Dockerfile: DOCKERFILE,
  "pyproject.toml": 'version = "1.2.4"',
  "uv.lock": "lock",
  "flow.py": "1",
};

const pullRequest = (number: number) => ({
  name: "pull_request",
  payload: {
    pull_request: {
      number,
      merged: false,
      head: { sha: "a".repeat(40), ref: "topic", repo: { full_name: "acme/platform" } },
      base: { sha: "b".repeat(40), ref: "main", repo: { full_name: "acme/platform" } },
    },
  },
});

const errors = ({ annotations }: StepResult) =>
  annotations.filter(({ level }) => level === "error").map(({ message }) => message);

describeWith(["go", "root", "debian"], "build-flow-image", () => {
  let platform: ImagePlatform;
  beforeAll(async () => {
    platform = await startImagePlatform();
  }, 600_000);
  afterAll(async () => {
    await removeWorkspaces();
    await platform.stop();
  });

  const run = (image: string, options: StepOptions) => runBuild(platform, image, options);
  const dev = { version: "1.2.4", environment: "dev" };
  const prod = { version: "1.2.4", environment: "prod" };
  const github = { run_number: "17", sha: "c".repeat(40), repository: "acme/platform" };
  const digestOf = async (image: string, tag: string) => (await manifestOf(platform, image, tag))?.digest;

  test("builds two platforms into one index with provenance and labels, and leaves nothing behind", async () => {
    const image = uniqueName("flows");
    const folder = await workspace(FILES);
    const result = await run(image, {
      workspace: folder,
      event: pullRequest(5),
      github,
      inputs: { ...dev, platforms: "linux/amd64, linux/arm64", provenance: "max" },
    });
    expect(errors(result)).toEqual([]);
    expect(result.exitCode).toBe(0);
    const tag = "1.2.4-pr-5-run-17";
    const name = `${platform.registry.host}/${image}`;
    const index = await manifestOf(platform, image, tag);
    expect(result.outputs).toMatchObject({
      image: `${name}:${tag}`,
      tags: JSON.stringify([tag]),
      digest: index?.digest,
      "image-by-digest": `${name}@${index?.digest}`,
      result: "built",
    });
    const manifests = index?.content.manifests ?? [];
    const platforms = manifests.map(({ platform: { os, architecture } }) => `${os}/${architecture}`).sort();
    expect(platforms).toEqual(["linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown"]);

    const amd64 = manifests.find(({ platform: { architecture } }) => architecture === "amd64");
    const manifest = await manifestOf(platform, image, amd64?.digest ?? "");
    const config = JSON.parse(await blobOf(platform, image, manifest?.content.config?.digest ?? ""));
    expect(config.config.Labels).toMatchObject({
      "org.opencontainers.image.source": "https://github.example/acme/platform",
      "org.opencontainers.image.revision": "a".repeat(40),
      "org.opencontainers.image.version": "1.2.4",
    });
    const attestation = manifests.find(({ platform: { os } }) => os === "unknown");
    const statements = await manifestOf(platform, image, attestation?.digest ?? "");
    const provenance = await blobOf(platform, image, statements?.content.layers?.[0]?.digest ?? "");
    expect(JSON.parse(provenance).predicateType).toMatch(/^https:\/\/slsa\.dev\/provenance\//);

    expect(await tagsOf(platform, image)).toEqual([
      tag,
      expect.stringMatching(/^inputs-[0-9a-f]{40}$/),
      "pr-5",
    ]);
    expect(await buildersOf(platform)).toEqual([]);
    expect(result.state).toMatchObject({ builder: "", "docker-config": "" });
    expect(result.summary).toContain("Image built");
  });

  test("the same inputs are not built again, and other inputs are", async () => {
    const image = uniqueName("flows");
    const folder = await workspace(FILES);
    const common = { workspace: folder, event: pullRequest(5), github };
    const first = await run(image, { ...common, inputs: dev });
    await writeFiles(folder, { "flow.py": "another flow, which the image doesn't hold" });
    // Without a builder or even Docker: nothing but the registry is asked.
    const again = await run(image, {
      ...common,
      github: { ...github, run_number: "18" },
      inputs: dev,
      env: { BUILDKIT_HOST: "unix:///nowhere", PATH: "/nowhere" },
    });
    expect(errors(again)).toEqual([]);
    expect(again.outputs).toMatchObject({ result: "reused", digest: first.outputs.digest });
    expect(await digestOf(image, "1.2.4-pr-5-run-18")).toBe(first.outputs.digest);

    await writeFiles(folder, { "uv.lock": "another lock" });
    const changed = await run(image, { ...common, github: { ...github, run_number: "19" }, inputs: dev });
    expect(changed.outputs).toMatchObject({ result: "built" });
    expect(changed.outputs.digest).not.toBe(first.outputs.digest);
    const forced = await run(image, { ...common, inputs: { ...dev, reuse: "false" } });
    expect(forced.outputs).toMatchObject({
      result: "built",
      reason: "It is built because `reuse` is false.",
    });
  });

  test("a merge gives production the digest that its pull request tested", async () => {
    const image = uniqueName("flows");
    const folder = await workspace(FILES);
    await runLocally("git", ["init", "--quiet", folder]);
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    await runLocally("git", [...identity, "commit", "--quiet", "--allow-empty", "-m", "merge"], {
      cwd: folder,
    });
    const sha = (await runLocally("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim();
    const standIn = await GitHubStandIn.start({ repository: "acme/platform", folder });
    try {
      standIn.repository.pulls.push({
        number: 7,
        head: { ref: "topic", sha: "a".repeat(40) },
        mergeCommit: sha,
      });
      const merge: Omit<StepOptions, "inputs"> = {
        workspace: folder,
        event: { name: "push", payload: {} },
        github: { ...github, sha, token: standIn.token },
        env: standIn.environment,
      };
      const tested = await run(image, { workspace: folder, event: pullRequest(7), github, inputs: dev });
      const merged = await run(image, { ...merge, inputs: prod });
      expect(errors(merged)).toEqual([]);
      expect(merged.outputs).toMatchObject({ result: "promoted", digest: tested.outputs.digest });
      expect(merged.outputs.reason).toContain("pull request #7");
      expect(await digestOf(image, "1.2.4")).toBe(tested.outputs.digest);

      const again = await run(image, { ...merge, inputs: prod });
      expect(again.outputs).toMatchObject({ result: "reused", digest: tested.outputs.digest });

      // The released version is another image's now: never overwritten, unless told.
      await writeFiles(folder, { "uv.lock": "changed after the pull request" });
      const other = await run(image, { ...merge, inputs: prod });
      expect(errors(other)).toEqual([expect.stringMatching(/:1\.2\.4 exists already.*`overwrite: true`/)]);
      expect(await digestOf(image, "1.2.4")).toBe(tested.outputs.digest);
      const told = await run(image, { ...merge, inputs: { ...prod, overwrite: "true" } });
      expect(told.outputs.result).toBe("built");
      expect(told.outputs.reason).toContain(
        "pull request #7 isn't taken: the files that it copies changed since",
      );
      expect(await digestOf(image, "1.2.4")).toBe(told.outputs.digest);
    } finally {
      await standIn.stop();
    }
  });

  test("a base image that moved, and an image that is too old, are reasons to build anew", async () => {
    const base = uniqueName("base");
    const image = uniqueName("flows");
    const pushBase = async (text: string) => {
      const folder = await workspace({ Dockerfile: "FROM scratch\nCOPY base /\n", base: text });
      await run(base, { workspace: folder, inputs: { tags: "1" } });
    };
    await pushBase("one");
    const folder = await workspace({
      Dockerfile: `ARG TAG=1\nFROM ${platform.registry.host}/${base}:$TAG\nCOPY a /\n`,
      a: "a",
    });
    // Base images are read with Docker's own logins.
    const login = [
      "login",
      platform.registry.host,
      "--username",
      platform.registry.credentials?.username ?? "",
    ];
    await runLocally("docker", [...login, "--password-stdin"], {
      env: platform.env,
      input: platform.registry.credentials?.password,
    });
    const first = await run(image, { workspace: folder, inputs: { tags: "a" } });
    expect(errors(first)).toEqual([]);
    const reused = await run(image, { workspace: folder, inputs: { tags: "b" } });
    expect(reused.outputs).toMatchObject({ result: "reused", digest: first.outputs.digest });
    const old = await run(image, { workspace: folder, inputs: { tags: "c", "max-age": "0h" } });
    expect(old.outputs).toMatchObject({ result: "built", reason: expect.stringContaining("`max-age`") });
    await pushBase("two");
    const moved = await run(image, { workspace: folder, inputs: { tags: "d" } });
    expect(moved.outputs).toMatchObject({ result: "built" });
    expect(moved.outputs.digest).not.toBe(first.outputs.digest);
  });

  test("promote-from takes an image by tag, and from another repository with the same digest", async () => {
    const [image, elsewhere] = [uniqueName("flows"), uniqueName("elsewhere")];
    const folder = await workspace(FILES);
    const built = await run(image, { workspace: folder, inputs: { tags: "tested" } });
    const { digest } = built.outputs;
    const same = await run(image, { workspace: folder, inputs: { ...prod, "promote-from": "tested" } });
    expect(same.outputs).toMatchObject({ result: "promoted", digest });
    const from = `${platform.registry.host}/${image}:tested`;
    const copied = await run(elsewhere, { workspace: folder, inputs: { ...prod, "promote-from": from } });
    expect(errors(copied)).toEqual([]);
    expect(copied.outputs).toMatchObject({ result: "promoted", digest });
    expect(await digestOf(elsewhere, "1.2.4")).toBe(digest);
    const missing = await run(image, { workspace: folder, inputs: { tags: "x", "promote-from": "no-such" } });
    expect(errors(missing)).toEqual([expect.stringContaining("`promote-from`")]);
  });

  describe("unless it is told otherwise", () => {
    const MERGE = "acme/platform/.github/workflows/flows-image-merge.yml";
    const main = {
      ref: "refs/heads/main",
      workflow_ref: `${MERGE}@refs/heads/main`,
      token: "ghs_of-the-test",
    };
    const onMain = { ...github, ...main };
    const push = { name: "push", payload: { repository: { default_branch: "main" } } };
    let attestations: AttestationsStandIn;
    beforeAll(() => {
      attestations = new AttestationsStandIn();
    });
    afterAll(() => attestations.remove());

    const merge = (image: string, folder: string, inputs: Record<string, string> = {}) =>
      run(image, {
        workspace: folder,
        event: push,
        github: onMain,
        env: { PATH: `${attestations.folder}:${platform.env.PATH ?? process.env.PATH}` },
        inputs: { ...prod, "require-attestation": "true", ...inputs },
      });
    const attest = ({ outputs: { digest = "" } }: StepResult, more: Partial<Attestation> = {}) =>
      attestations.keep({
        digest,
        repository: "acme/platform",
        signer: MERGE,
        sourceRef: "refs/heads/main",
        ...more,
      });

    test("what this workflow attested on the default branch is taken", async () => {
      const [image, folder] = [uniqueName("flows"), await workspace(FILES)];
      const first = await merge(image, folder);
      expect(errors(first)).toEqual([]);
      attest(first);
      const again = await merge(image, folder);
      expect(again.outputs).toMatchObject({ result: "reused", digest: first.outputs.digest });
      // A release stays what it is: only what nobody attested makes way.
      await writeFiles(folder, { "uv.lock": "another" });
      expect(errors(await merge(image, folder))).toEqual([expect.stringContaining("exists already")]);
    });

    test.each<[string, Partial<Attestation> | undefined]>([
      ["nobody", undefined],
      [
        "a pull request's run",
        { signer: MERGE.replace("merge", "pull-request"), sourceRef: "refs/pull/5/merge" },
      ],
      ["the same workflow on another branch", { sourceRef: "refs/heads/feature" }],
      ["another workflow of the default branch", { signer: MERGE.replace("flows-image-merge", "nightly") }],
      ["another repository's workflow", { repository: "eve/platform" }],
    ])("an image of the same inputs that %s attested is built again, its tag replaced", async (_who, by) => {
      const [image, folder] = [uniqueName("flows"), await workspace(FILES)];
      const planted = await run(image, { workspace: folder, inputs: { tags: "1.2.4" } });
      if (by) attest(planted, by);
      const built = await merge(image, folder);
      expect(errors(built)).toEqual([]);
      expect(built.outputs.result).toBe("built");
      expect(built.outputs.digest).not.toBe(planted.outputs.digest);
      expect(await digestOf(image, "1.2.4")).toBe(built.outputs.digest);
      expect(built.outputs.reason).toContain("counts for nothing");
    });

    test("one of several workflows is enough, and promote-from takes what it attested alone", async () => {
      const [image, folder] = [uniqueName("flows"), await workspace(FILES)];
      const tested = await run(image, { workspace: folder, inputs: { tags: "tested" } });
      const platformFile = MERGE.replace("flows-image-merge", "prefect-platform");
      const inputs = {
        "promote-from": "tested",
        "signer-workflow": `${MERGE}@refs/heads/x, ${platformFile}`,
      };
      expect(errors(await merge(image, folder, inputs))).toEqual([
        expect.stringMatching(/`promote-from`.*no valid attestation/),
      ]);
      attest(tested, { signer: platformFile });
      const promoted = await merge(image, folder, inputs);
      expect(promoted.outputs).toMatchObject({ result: "promoted", digest: tested.outputs.digest });
    });

    test("where nothing can be attested it is built every time, and the summary says why", async () => {
      const [image, folder] = [uniqueName("flows"), await workspace(FILES)];
      const inputs = { "attestations-available": "false" };
      const first = await merge(image, folder, inputs);
      const again = await merge(image, folder, inputs);
      expect([first.outputs.result, again.outputs.result]).toEqual(["built", "built"]);
      expect(again.summary).toContain("private and internal repositories need GitHub Enterprise Cloud");
      expect(await digestOf(image, "1.2.4")).toBe(again.outputs.digest);
    });
  });

  test("a Dockerfile, its frontend and Docker see no variable of the job but what is named", async () => {
    const image = uniqueName("flows");
    const secrets = {
      PREFECT_API_KEY: "pnu_of-the-test-000",
      PREFECT_API_AUTH_STRING: "admin:of-the-test-000",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "token-of-the-test-000",
      AWS_SECRET_ACCESS_KEY: "aws-of-the-test-000",
    };
    const seen = await recordingDocker(platform.env.PATH ?? process.env.PATH ?? "");
    const result = await run(image, {
      workspace: await workspace({
        ...FILES,
        // An argument without a value takes that of the environment where Docker is told to pass it on.
        Dockerfile: `FROM scratch\nARG PREFECT_API_KEY\nARG AWS_SECRET_ACCESS_KEY\nLABEL key="$PREFECT_API_KEY$AWS_SECRET_ACCESS_KEY"\nCOPY flow.py /\n`,
      }),
      inputs: { tags: "a", "pass-environment": "NAMED" },
      env: { ...secrets, NAMED: "named", PATH: seen.path },
    });
    expect(errors(result)).toEqual([]);
    const environments = await seen.read();
    expect(environments).toContain("NAMED=named");
    expect(environments).toContain("DOCKER_CONFIG=");
    for (const secret of Object.values(secrets)) expect(environments).not.toContain(secret);
    expect(environments).not.toMatch(/^(INPUT_|GITHUB_|ACTIONS_|PREFECT_API_)/m);
    const refused = await run(image, {
      workspace: await workspace(FILES),
      inputs: { tags: "a", "pass-environment": "GITHUB_TOKEN, PREFECT_API_KEY" },
    });
    expect(errors(refused)).toEqual([expect.stringContaining("GITHUB_TOKEN, PREFECT_API_KEY")]);
  });

  test("push: false builds and leaves the registry alone", async () => {
    const image = uniqueName("flows");
    const result = await run(image, {
      workspace: await workspace(FILES),
      inputs: { tags: "a", push: "false" },
    });
    expect(errors(result)).toEqual([]);
    expect(result.outputs).toMatchObject({ result: "built", digest: expect.stringMatching(/^sha256:/) });
    expect(await tagsOf(platform, image)).toEqual([]);
  });

  test("the registry holds the cache where asked, and a named builder stays", async () => {
    const image = uniqueName("flows");
    const builder = uniqueName("own");
    await runLocally("docker", ["buildx", "create", "--name", builder], { env: platform.env });
    const inputs = { tags: "a", cache: "registry", builder };
    const result = await run(image, { workspace: await workspace(FILES), inputs });
    expect(errors(result)).toEqual([]);
    expect(await tagsOf(platform, image)).toContain("buildcache");
    const { exitCode } = await runLocally("docker", ["buildx", "rm", builder], { env: platform.env });
    expect(exitCode).toBe(0);
  });

  test("the user's own Docker configuration is as it was", async () => {
    const before = await readFile(join(platform.docker.config, "config.json"), "utf8").catch(() => "");
    await run(uniqueName("flows"), {
      workspace: await workspace(FILES),
      inputs: { tags: "a", reuse: "false" },
    });
    const after = await readFile(join(platform.docker.config, "config.json"), "utf8").catch(() => "");
    expect(after).toBe(before);
  });
});

/** A `docker` before the real one that writes down the environment of each call. */
async function recordingDocker(path: string): Promise<{ path: string; read(): Promise<string> }> {
  const folder = temporaryFolder();
  const file = join(folder, "environments.txt");
  await writeFile(
    join(folder, "docker"),
    `#!/bin/sh\nenv >> ${JSON.stringify(file)}\nPATH=${JSON.stringify(path)}\nexec docker "$@"\n`,
    { mode: 0o755 },
  );
  return { path: `${folder}:${path}`, read: () => readFile(file, "utf8") };
}
