import {
  BUILDKIT_VERSION,
  BUILDX_VERSION,
  isInstalled,
  missing,
  prepareDocker,
  runBundle,
  type StepOptions,
  startBuildKit,
  startContainerRegistry,
} from "#real-parts";
import { GitHubStandIn } from "../test/github-stand-in/index.ts";
import { table } from "./print.ts";
import type { SampleRepository } from "./sample-repository.ts";

const PULL_REQUEST = 14;
const BRANCH = "raise-version";

/** Why the image pipeline can't be shown on this machine; undefined where it can. */
export async function reasonAgainstImagePipeline(): Promise<string | undefined> {
  const lacking = missing(["go", "root", "debian"]);
  if (lacking.length > 0) return `BuildKit and a registry need ${lacking.join(", ")} here.`;
  const parts = [`buildkitd-v${BUILDKIT_VERSION}`, `buildx-v${BUILDX_VERSION}`];
  const isReady = (await Promise.all(parts.map(isInstalled))).every(Boolean);
  return isReady
    ? undefined
    : "BuildKit is not in the cache yet; `npm test` builds it (3 minutes), then it is shown here.";
}

/**
 * The flows' image from the pull request's version check to the release: built once, found again, promoted by
 * digest. Registry, BuildKit and git are real; GitHub's API is a stand-in on loopback.
 */
export async function showImagePipeline(repository: SampleRepository): Promise<void> {
  const [registry, buildKit, docker] = await Promise.all([
    startContainerRegistry({ withPassword: true }),
    startBuildKit(),
    prepareDocker(),
  ]);
  const github = await GitHubStandIn.start({ repository: "acme/edp", folder: repository.folder });
  try {
    await raiseVersion(repository);
    const image = `${registry.host}/acme/edp-flows`;
    const step = async (action: string, inputs: Record<string, string>, options: Partial<StepOptions>) => {
      console.log(`\n  ${action}`);
      const result = await runBundle(action, {
        inputs,
        workspace: repository.folder,
        env: { ...docker.env, BUILDKIT_HOST: buildKit.address, ...github.environment },
        // BuildKit tells every step of a build; here the outcome is enough.
        onLogLine: (line) => /^(#\d+ |$)/.test(line) || console.log(`    ${line}`),
        ...options,
        github: {
          repository: "acme/edp",
          token: github.token,
          sha: await repository.git("rev-parse", "HEAD"),
          ...options.github,
        },
      });
      if (result.exitCode !== 0) throw new Error(`${action} failed with exit code ${result.exitCode}.`);
      return result.outputs;
    };
    const build = (environment: "dev" | "prod", version: string, options: Partial<StepOptions>) =>
      step(
        "build-flow-image",
        {
          image,
          version,
          environment,
          dockerfile: "etc/docker/Dockerfile",
          cache: "none",
          "registry-username": registry.credentials?.username ?? "",
          "registry-password": registry.credentials?.password ?? "",
        },
        options,
      );

    const event = await pullRequestEvent(repository);
    const { version = "" } = await step("check-version-bump", {}, { event });
    const tested = await build("dev", version, { event, github: { run_number: "1" } });
    const again = await build("dev", version, { event, github: { run_number: "2" } });

    const commit = await merge(repository);
    github.repository.pulls.push({
      number: PULL_REQUEST,
      head: { ref: BRANCH, sha: commit.head },
      mergeCommit: commit.merge,
    });
    const push = { event: { name: "push", payload: {} } };
    const released = await build("prod", version, push);
    const release = await step("tag-and-release", { version }, push);

    console.log();
    table(
      ["moment", "result", "tag", "digest"],
      [
        ["pull request, run 1", tested],
        ["pull request, run 2", again],
        ["merge", released],
      ].map(([moment, outputs]) => rowOf(moment as string, outputs as Record<string, string>)),
    );
    console.log(`  tagged and released: ${release.tag}`);
  } finally {
    await Promise.all([registry.stop(), buildKit.stop(), github.stop()]);
    await docker.remove();
  }
}

function rowOf(moment: string, { result = "", image = "", digest = "" }: Record<string, string>): string[] {
  return [moment, result, image.split(":").at(-1) ?? "", digest.slice(0, 19)];
}

async function raiseVersion(repository: SampleRepository): Promise<void> {
  await repository.git("switch", "--quiet", "--create", BRANCH, "main");
  const project = await repository.read("pyproject.toml");
  await repository.commit("Raise the version, add pandas", {
    "pyproject.toml": project
      .replace('version = "1.2.3"', 'version = "1.2.4"')
      .replace('"prefect>=3.8"', '"prefect>=3.8", "pandas"'),
  });
}

async function pullRequestEvent({ git }: SampleRepository): Promise<StepOptions["event"]> {
  const side = async (ref: string) => ({
    ref,
    sha: await git("rev-parse", ref),
    repo: { full_name: "acme/edp" },
  });
  const pull_request = { number: PULL_REQUEST, head: await side(BRANCH), base: await side("main") };
  return { name: "pull_request", payload: { action: "opened", number: PULL_REQUEST, pull_request } };
}

async function merge({ git }: SampleRepository): Promise<{ head: string; merge: string }> {
  const head = await git("rev-parse", BRANCH);
  await git("switch", "--quiet", "main");
  await git("merge", "--quiet", "--no-ff", "--message", `Merge pull request #${PULL_REQUEST}`, BRANCH);
  await git("push", "--quiet", "origin", "main");
  return { head, merge: await git("rev-parse", "HEAD") };
}
