import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { FaultError } from "#diagnostics";
import { type Identity, repositoryOf } from "../../pipelines/identity.ts";
import type { Stamp } from "../../pipelines/index.ts";
import { layOutCommandLine } from "./command-line-package.ts";
import { stampedTemplates } from "./stamped-templates.ts";

/** Lists the SHA-256 of every other asset and of every bundle, in the form of `sha256sum`. */
export const CHECKSUMS = "SHA256SUMS";

/**
 * Makes what a release offers for download, in `folder`: the templates stamped with the release's commit, the command
 * line as a package for npm and npx, and the checksums. The same commit gives the same bytes. Returns the files' names.
 * @throws FaultError where the folder holds something already, or git, tar or npm fails
 */
export async function makeAssets(
  root: string,
  identity: Identity,
  commit: string,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new FaultError({
      code: "input-invalid",
      message: `${folder} is not empty.`,
      fix: "Give a new folder for the assets.",
    });
  const stamp = { repository: repositoryOf(identity), ref: commit, version: `v${identity.version}` };
  await inTemporaryFolder((temporary) => packTemplates(root, stamp, temporary, folder));
  await inTemporaryFolder(async (temporary) => {
    await layOutCommandLine(root, temporary, stamp);
    await succeed(temporary, "npm", ["pack", "--silent", "--pack-destination", folder]);
  });
  const assets = (await readdir(folder)).sort();
  const lines = [
    ...(await Promise.all(assets.map((name) => checksum(folder, name)))),
    ...(await Promise.all((await bundles(root)).map((path) => checksum(root, path)))),
  ];
  await writeFile(join(folder, CHECKSUMS), lines.join(""));
  return [...assets, CHECKSUMS];
}

async function packTemplates(
  root: string,
  stamp: Required<Stamp>,
  temporary: string,
  folder: string,
): Promise<void> {
  const name = `workflows-templates-${stamp.version}`;
  for (const [path, content] of await stampedTemplates(root, stamp)) {
    const file = join(temporary, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  // Who packs, when and in which order the disk lists files leaves no trace.
  const plain = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"];
  const seconds = (await succeed(root, "git", ["show", "--no-patch", "--format=%ct", stamp.ref])).trim();
  const options = [...plain, `--mtime=@${seconds}`, "--use-compress-program=gzip --no-name"];
  await succeed(temporary, "tar", [...options, "--create", "--file", join(folder, `${name}.tar.gz`), name]);
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "release-assets-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The committed files that actions and the command line are run from. */
async function bundles(root: string): Promise<string[]> {
  const listed = await succeed(root, "git", [
    "ls-files",
    "-z",
    "--",
    "actions/*/dist/*",
    "packages/cli/dist/*",
  ]);
  return listed.split("\0").filter(Boolean).sort();
}

async function checksum(folder: string, path: string): Promise<string> {
  const digest = createHash("sha256").update(await readFile(join(folder, path)));
  return `${digest.digest("hex")}  ${path}\n`;
}

async function succeed(cwd: string, command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally(command, args, { cwd });
  if (exitCode === 0) return stdout;
  throw new FaultError({
    code: "command-failed",
    message: `${command} ${args[0]} failed (exit code ${exitCode}): ${stdout}${stderr}`,
  });
}
