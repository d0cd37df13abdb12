import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type RunOptions, runLocally } from "#command";
import { installOnce } from "./cache.ts";

/**
 * Folder with a program that `go install package@version` made: `goProgram("helm.sh/helm/v3/cmd/helm", "v3.22.0")`.
 * For modules whose go.mod holds no `replace`; see {@link goProgramFromModule} for the others.
 */
export function goProgram(packagePath: string, version: string): Promise<string> {
  const name = packagePath.split("/").at(-1) ?? packagePath;
  return installOnce(`${name}-${version}`, (folder) =>
    go(["install", "-trimpath", `${packagePath}@${version}`], { env: { GOBIN: folder } }),
  );
}

/**
 * Folder with a program built inside a copy of its module: `go install` refuses modules that replace others.
 * `command` is the program's folder in the module: `./cmd/buildkitd`.
 */
export function goProgramFromModule(module: string, version: string, command: string): Promise<string> {
  const name = command.split("/").at(-1) ?? command;
  return installOnce(`${name}-${version}`, async (folder) => {
    const { stdout } = await goOutput(["mod", "download", "-json", `${module}@${version}`]);
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    const source = join(folder, "source");
    await cp(Dir, source, { recursive: true });
    await runLocally("chmod", ["-R", "u+w", source]);
    await buildGoModule(source, command, join(folder, name));
    await rm(source, { recursive: true, force: true });
  });
}

/** Builds a package of the module in the folder `source` into the file `target`. */
export async function buildGoModule(source: string, packagePath: string, target: string): Promise<void> {
  await mkdir(join(target, ".."), { recursive: true });
  await go(["build", "-mod=mod", "-trimpath", "-ldflags=-s -w", "-o", target, packagePath], { cwd: source });
}

async function go(args: string[], options: RunOptions): Promise<void> {
  await goOutput(args, options);
}

async function goOutput(args: string[], options: RunOptions = {}) {
  const result = await runLocally("go", args, options);
  if (result.exitCode !== 0) throw new Error(`go ${args.join(" ")} failed:\n${result.stderr}`);
  return result;
}
