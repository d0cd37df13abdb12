import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
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

/** A text of a module's file that is replaced before the module is built. */
export interface SourceChange {
  /** Says in a word what it is for; a program with it is kept beside the one without. */
  name: string;
  file: string;
  from: string;
  to: string;
}

/**
 * Folder with a program built inside a copy of its module: `go install` refuses modules that replace others.
 * `command` is the program's folder in the module: `./cmd/buildkitd`.
 */
export function goProgramFromModule(
  module: string,
  version: string,
  command: string,
  change?: SourceChange,
): Promise<string> {
  const name = basename(command === "." ? module : command);
  const key = [name, version, ...(change ? [change.name] : [])].join("-");
  return installOnce(key, async (folder) => {
    const { stdout } = await goOutput(["mod", "download", "-json", `${module}@${version}`]);
    const { Dir } = JSON.parse(stdout) as { Dir: string };
    const source = join(folder, "source");
    await cp(Dir, source, { recursive: true });
    await runLocally("chmod", ["-R", "u+w", source]);
    if (change) await replaceText(join(source, change.file), change);
    await buildGoModule(source, command, join(folder, name));
    await rm(source, { recursive: true, force: true });
  });
}

/** Builds a package of the module in the folder `source` into the file `target`. */
export async function buildGoModule(source: string, packagePath: string, target: string): Promise<void> {
  await mkdir(join(target, ".."), { recursive: true });
  await go(["build", "-mod=mod", "-trimpath", "-ldflags=-s -w", "-o", target, packagePath], { cwd: source });
}

async function replaceText(file: string, { from, to }: SourceChange): Promise<void> {
  const text = await readFile(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not hold what is to be replaced: ${from}`);
  await writeFile(
    file,
    text.replace(from, () => to),
  );
}

async function go(args: string[], options: RunOptions): Promise<void> {
  await goOutput(args, options);
}

async function goOutput(args: string[], options: RunOptions = {}) {
  const result = await runLocally("go", args, options);
  if (result.exitCode !== 0) throw new Error(`go ${args.join(" ")} failed:\n${result.stderr}`);
  return result;
}
