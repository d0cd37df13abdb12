import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith, type StepResult, uniqueName } from "#services";
import {
  blobOf,
  buildersOf,
  busyboxContext,
  type ImagePlatform,
  manifestOf,
  removeWorkspaces,
  runBuild,
  startImagePlatform,
  tagsOf,
} from "../platform/image-platform.ts";

const SECRET = "s3cr3t-of-the-build";
const RUN = "RUN --mount=type=secret,id=token";

/** A Dockerfile whose RUN reads the build's secret, prints it, and then takes its time. */
const dockerfile = (seconds: number) => `FROM scratch
COPY busybox /bin/busybox
${RUN} ["/bin/busybox", "sh", "-c", "/bin/busybox cat /run/secrets/token; echo; echo now asleep; /bin/busybox sleep ${seconds}"]
`;

interface Process {
  pid: number;
  commandLine: string;
}

/** Every process of the machine with its arguments, as any user of it could see them. */
async function processes(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (pid: string) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return Promise.all(
    pids.map(async (pid) => ({ pid: Number(pid), commandLine: (await read(pid)).replaceAll("\0", " ") })),
  );
}

/** What a running build of an image has made: its builder, and the folder with its credentials. */
interface Underway {
  builder: string;
  folder: string;
}

async function underway(image: string): Promise<Underway> {
  const build = (await processes()).find(
    ({ commandLine }) => commandLine.includes("buildx build") && commandLine.includes(image),
  );
  const environment = await readFile(`/proc/${build?.pid}/environ`, "utf8");
  return {
    builder: / --builder (\S+)/.exec(build?.commandLine ?? "")?.[1] ?? "",
    folder: /(?:^|\0)DOCKER_CONFIG=([^\0]+)/.exec(environment)?.[1] ?? "",
  };
}

describeWith(["go", "root", "debian"], "build-flow-image, in the middle of a build", () => {
  let platform: ImagePlatform;
  beforeAll(async () => {
    platform = await startImagePlatform();
  }, 600_000);
  afterAll(async () => {
    await removeWorkspaces();
    await platform.stop();
  });

  /** Runs a build and calls `act` with the action's process while the image's RUN is asleep. */
  async function runUntilAsleep(
    image: string,
    seconds: number,
    act: (action: ChildProcess) => unknown,
  ): Promise<StepResult> {
    let action: ChildProcess | undefined;
    let acted: unknown;
    const result = await runBuild(platform, image, {
      workspace: await busyboxContext(dockerfile(seconds)),
      inputs: { tags: "a", secrets: `token=${SECRET}`, provenance: "max" },
      onStart: (started) => {
        action = started;
      },
      onLogLine: (line) => {
        // BuildKit first shows the whole command; its output stands alone behind a time.
        if (/^#\d+ [\d.]+ now asleep$/.test(line) && action) acted ??= act(action);
      },
    });
    await acted;
    expect(acted).toBeDefined();
    return result;
  }

  test("no secret is in the log, in any process's arguments, or in the image", async () => {
    const image = uniqueName("flows");
    const password = platform.registry.credentials?.password ?? "";
    let seen: Process[] = [];
    const result = await runUntilAsleep(image, 1, async () => {
      seen = await processes();
    });
    expect(result.exitCode).toBe(0);
    expect(seen.some(({ commandLine }) => commandLine.includes("buildx build"))).toBe(true);
    // Workflows that other tests run at the same time are given their secrets by act's own arguments.
    for (const { commandLine } of seen.filter(
      (one) => !/\/act (push|pull_request|workflow_dispatch)/.test(one.commandLine),
    )) {
      expect(commandLine).not.toContain(SECRET);
      expect(commandLine).not.toContain(password);
    }
    const printed = result.printed.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    expect(printed.join("\n")).toContain("now asleep");
    expect(printed.join("\n")).not.toContain(SECRET);
    expect(printed.join("\n")).not.toContain(password);

    const everything = await imageTexts(image, result.outputs.digest ?? "");
    expect(everything).toContain("now asleep");
    expect(everything).not.toContain(SECRET);
  });

  /** An index with everything of it that is text: manifests, config with history, attestations. */
  async function imageTexts(image: string, digest: string): Promise<string> {
    const found = await manifestOf(platform, image, digest);
    const { manifests = [], config, layers = [] } = found?.content ?? {};
    const texts = layers.filter(({ mediaType }) => mediaType.endsWith("json"));
    const blobs = [...(config ? [config] : []), ...texts].map((blob) => blobOf(platform, image, blob.digest));
    const inner = manifests.map((manifest) => imageTexts(image, manifest.digest));
    return [JSON.stringify(found?.content), ...(await Promise.all([...blobs, ...inner]))].join("\n");
  }

  test("a cancelled run ends the build and removes builder and credentials itself", async () => {
    const image = uniqueName("flows");
    let made: Underway = { builder: "", folder: "" };
    const result = await runUntilAsleep(image, 120, async (action) => {
      made = await underway(image);
      expect(existsSync(join(made.folder, "config.json"))).toBe(true);
      action.kill("SIGINT");
    });
    expect(result.exitCode).not.toBe(0);
    expect(result.annotations).toEqual([{ level: "error", message: "The build was cancelled." }]);
    expect(existsSync(made.folder)).toBe(false);
    expect(made.builder).toMatch(/^prefect-cicd-/);
    expect(await buildersOf(platform)).toEqual([]);
    expect((await processes()).filter(({ commandLine }) => commandLine.includes(made.builder))).toEqual([]);
    expect(await tagsOf(platform, image)).toEqual([]);
    expect(await result.post?.()).toMatchObject({ exitCode: 0, annotations: [] });
  });

  test("after a kill, the post step removes builder and credentials", async () => {
    const image = uniqueName("flows");
    let made: Underway = { builder: "", folder: "" };
    const result = await runUntilAsleep(image, 120, async (action) => {
      made = await underway(image);
      action.kill("SIGKILL");
      // What it started outlives it; a runner ends such processes when the job is over.
      for (const { pid, commandLine } of await processes()) {
        if (commandLine.includes(made.builder)) process.kill(pid, "SIGKILL");
      }
    });
    expect(result.state).toMatchObject({ builder: made.builder, "docker-config": made.folder });
    expect(existsSync(join(made.folder, "config.json"))).toBe(true);
    expect(await buildersOf(platform)).toContain(made.builder);

    expect(await result.post?.()).toMatchObject({ exitCode: 0, annotations: [] });
    expect(existsSync(made.folder)).toBe(false);
    expect(await buildersOf(platform)).toEqual([]);
    expect(await tagsOf(platform, image)).toEqual([]);
  });
});
