import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type RunOptions, runLocally } from "#command";
import { installOnce } from "./cache.ts";
import { PREFECT_VERSION } from "./prefect.ts";
import { projectRoot } from "./project-root.ts";
import { uvEnvironment, uvFolder } from "./uv.ts";

/**
 * A tar file with the files of a small Linux that has Debian's Python, for an image from scratch; no hub of images is
 * needed. Made on first use, of the archive's packages (10 s).
 */
export async function pythonImageFiles(): Promise<string> {
  const folder = await installOnce("python-image", async (target) => {
    await succeed("tar", [
      "--create",
      "--file",
      join(target, "files.tar"),
      "--directory",
      await root(),
      "--exclude=./.installed",
      ".",
    ]);
  });
  return join(folder, "files.tar");
}

/**
 * A tar file with the packages of the locked Prefect for that Python, as wheels have them, below the folder where it
 * looks for them. Made on first use (40 s).
 */
export async function prefectImageFiles(): Promise<string> {
  const lock = join(projectRoot, "test/services/locks/prefect.txt");
  const hash = createHash("sha256")
    .update(await readFile(lock))
    .digest("hex")
    .slice(0, 12);
  const folder = await installOnce(`prefect-image-${PREFECT_VERSION}-${hash}`, async (target) => {
    const version = await pythonOf(await root());
    const packages = `usr/local/lib/python${version}/dist-packages`;
    await succeed(
      join(await uvFolder(), "uv"),
      [
        ...["pip", "install", "--quiet", "--only-binary=:all:", "--python-version", version],
        ...["--target", join(target, packages), "--requirement", lock, "--compile-bytecode"],
      ],
      { env: { ...process.env, ...uvEnvironment() } },
    );
    await succeed("tar", ["--create", "--file", join(target, "files.tar"), "--directory", target, "usr"]);
    await rm(join(target, "usr"), { recursive: true });
  });
  return join(folder, "files.tar");
}

/** Folder with the unpacked packages of Python and all that it needs. */
function root(): Promise<string> {
  return installOnce("python-image-root", async (folder) => {
    await runLocally("apt-get", ["update"]);
    const names = await dependencies("python3");
    const archives = join(folder, ".archives");
    await mkdir(archives);
    await succeed("apt-get", ["download", "--quiet", ...names], { cwd: archives });
    for (const archive of await readdir(archives)) {
      await succeed("dpkg-deb", ["--extract", join(archives, archive), folder]);
    }
    await rm(archives, { recursive: true });
    await mkdir(join(folder, "tmp"));
    await chmod(join(folder, "tmp"), 0o1777);
    const python = `python${await pythonOf(folder)}`;
    for (const name of ["python", "python3"]) await symlink(python, join(folder, "usr/bin", name));
  });
}

/** A package and all that it depends on, each a real one. */
async function dependencies(name: string): Promise<string[]> {
  const { stdout } = await succeed("apt-cache", [
    ...["depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts"],
    ...["--no-breaks", "--no-replaces", "--no-enhances", "--no-pre-depends", name],
  ]);
  const names = stdout.split("\n").filter((line) => /^[a-z0-9]/.test(line));
  // Programs of a whole system that Python starts without.
  const left =
    /^(?:debconf|dpkg|perl|libperl|tar|install-info|mailcap|mime-support|python3)$|^(?:perl|libperl)/;
  return [...new Set(names)].filter((one) => !left.test(one));
}

async function pythonOf(folder: string): Promise<string> {
  const name = (await readdir(join(folder, "usr/bin"))).find((one) => /^python3\.\d+$/.test(one));
  if (name === undefined) throw new Error("Debian's packages hold no Python.");
  return name.slice("python".length);
}

async function succeed(command: string, args: readonly string[], options: RunOptions = {}) {
  const result = await runLocally(command, args, options);
  if (result.exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${result.stderr}`);
  return result;
}
