import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { cacheRoot } from "./cache.ts";
import { pythonEnvironment } from "./python-environment.ts";

/** Folder with a pinned uv; made on first use. */
export async function uvFolder(): Promise<string> {
  return join(await pythonEnvironment("uv", "uv.txt"), "bin");
}

/** How this machine's user reaches PyPI, where that isn't the plain way. */
const REACHING_PYPI = [
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "REQUESTS_CA_BUNDLE",
  "HTTPS_PROXY",
  "UV_DEFAULT_INDEX",
];

/** Variables under which uv keeps what it downloads for the next test, and uses this machine's Pythons. */
export function uvEnvironment(): Record<string, string> {
  const reaching = REACHING_PYPI.flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  return {
    ...Object.fromEntries(reaching),
    UV_CACHE_DIR: join(cacheRoot, "uv"),
    UV_PYTHON_DOWNLOADS: "never",
  };
}

/** The version of the Python that this machine has, such as `3.13.5`. */
export function pythonVersion(): string {
  const print = ["-c", "import platform; print(platform.python_version())"];
  return spawnSync("python3", print, { encoding: "utf8" }).stdout.trim();
}

/** The `uv.lock` of a project with this pyproject.toml, of what was on PyPI at its `exclude-newer`. */
export async function lockedProject(pyproject: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-uv-"));
  try {
    await writeFile(join(folder, "pyproject.toml"), pyproject);
    const uv = join(await uvFolder(), "uv");
    const env = { ...process.env, ...uvEnvironment() };
    const { exitCode, stderr } = await runLocally(uv, ["lock"], { cwd: folder, env });
    if (exitCode !== 0) throw new Error(`uv lock failed:\n${stderr}`);
    return await readFile(join(folder, "uv.lock"), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
