// In a copy of the project that is committed, through the scripts that the release workflow calls.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { readIdentity, repositoryOf } from "../../pipelines/identity.ts";
import { copyProject, git } from "./project-copy.ts";

async function succeed(cwd: string, command: string, args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally(command, args, { cwd });
  expect({ command, args, exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stdout;
}

/** The project as a commit of its own, and how its scripts make a release's assets. */
async function released() {
  const folder = await copyProject();
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  await git(folder, ...author, "commit", "--quiet", "--message", "All of it");
  const commit = (await git(folder, "rev-parse", "HEAD")).trim();
  const makeAssets = async (env: Record<string, string>) => {
    const assets = join(temporaryFolder(), "assets");
    const program = join(folder, "tools/release/assets-main.ts");
    return { assets, ...(await runLocally(process.execPath, [program, assets], { cwd: folder, env })) };
  };
  return { folder, commit, makeAssets, identity: await readIdentity(folder) };
}

test("the assets are stamped, checked by their sums, the same each time, and work", async () => {
  const { folder, commit, makeAssets, identity } = await released();
  const { name, version } = identity;
  const outputs = join(temporaryFolder(), "outputs");
  const env = { GITHUB_OUTPUT: outputs, GITHUB_REPOSITORY: repositoryOf(identity) };
  const made = await makeAssets(env);
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  const files = [`${name}-${version}.tgz`, `workflows-templates-v${version}.tar.gz`, "SHA256SUMS"];
  expect(made.stdout).toBe(`v${version}, ${commit}: ${files.join(", ")}\n`);
  expect(readFileSync(outputs, "utf8")).toBe(`version=${version}\ntag=v${version}\n`);

  // As somebody checks what they downloaded, and what they cloned.
  const check = ["--check", "--strict", "--ignore-missing", join(made.assets, "SHA256SUMS")];
  expect(await succeed(made.assets, "sha256sum", check)).toBe(`${files[0]}: OK\n${files[1]}: OK\n`);
  const bundles = (await succeed(folder, "sha256sum", check)).trim().split("\n");
  const listed = await git(folder, "ls-files", "actions/*/dist/*", "packages/cli/dist/*");
  expect(bundles.map((line) => line.replace(/: OK$/, ""))).toEqual(listed.trim().split("\n").sort());
  expect(bundles).toContain("actions/apply-deployments/dist/index.cjs: OK");

  const unpacked = temporaryFolder();
  await succeed(unpacked, "tar", ["-xzf", join(made.assets, files[1] ?? "")]);
  const template = (path: string) =>
    readFileSync(join(unpacked, `workflows-templates-v${version}`, path), "utf8");
  const uses = (text: string) => [...text.matchAll(/uses: (.*)/g)].map(([, used]) => used);
  const own = (path: string) => `${repositoryOf(identity)}/${path}@${commit} # v${version}`;
  expect(uses(template("prefect-deployments-close.yml"))).toContain(own("actions/apply-deployments"));
  expect(uses(template("reusable/prefect-deployments.yml"))).toEqual([
    own(".github/workflows/prefect-deployments.yml"),
  ]);
  expect(template("gitlab/gitlab-ci.yml")).toMatch(new RegExp(`^ {2}[A-Z_]+_VERSION: v${version}$`, "m"));
  expect(template("README.md")).toBe(
    readFileSync(join(projectRoot, "workflows-templates/README.md"), "utf8"),
  );
  // Every action that a template names stands at a commit.
  const unstamped = await runLocally("grep", ["-rnE", "uses: [^ ]+@v?[0-9.]+( |$)", unpacked]);
  expect(unstamped.stdout).toBe("");

  const user = temporaryFolder();
  const install = ["install", "--offline", "--no-audit", "--no-fund", join(made.assets, files[0] ?? "")];
  expect(await succeed(user, "npm", install)).toMatch(/added 1 package/);
  // What `init` copies lies where the bundle looks for it.
  const packed = join(user, "node_modules", name, "workflows-templates/reusable/prefect-deployments.yml");
  expect(readFileSync(packed, "utf8")).toBe(template("reusable/prefect-deployments.yml"));
  const help = await succeed(user, join(user, "node_modules/.bin", name), ["--version"]);
  expect(help.trim()).toBe(version);

  const again = await makeAssets(env);
  for (const file of files) {
    expect(readFileSync(join(again.assets, file)).equals(readFileSync(join(made.assets, file)))).toBe(true);
  }
});

test("a fork that names the repository it came from is told how to name itself", async () => {
  const { makeAssets, identity } = await released();
  const made = await makeAssets({ GITHUB_REPOSITORY: "acme/platform" });
  expect(made.exitCode).toBe(1);
  expect(made.stderr).toContain(`The files name ${repositoryOf(identity)}, and this is acme/platform.`);
  expect(made.stderr).toContain("npm run rename -- --owner acme --name platform");
});
