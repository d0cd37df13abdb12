import picomatch from "picomatch";
import type { Fault, Location } from "#diagnostics";
import { repositoryPath } from "#git";
import type { Config, ConfigValue } from "../config-value.ts";
import type { EffectiveSteps, Section } from "./steps.ts";

/** Files that a deployment depends on beside its code. */
export interface Input {
  /** A glob, or a path as it is, from the repository's root. */
  files: { glob: string } | { path: string };
  /** Who says so: `x-cicd inputs sql/**`, `its build step build_docker_image`. */
  because: string;
  /** Whether somebody wrote it for this, and not a step for its own sake. */
  isDeclared: boolean;
}

/** @param folder where `prefect deploy` would run, from the repository's root */
export function declaredInputs(globs: readonly string[], folder: string): Input[] {
  return globs.map((glob) => ({
    files: { glob: fromRoot(glob, folder) },
    because: `x-cicd inputs ${glob}`,
    isDeclared: true,
  }));
}

/** A warning for each declared glob that no file matches: a slip of the pen that would select nothing in silence. */
export function unmatchedInputs(
  definitions: readonly { name: string; inputs: readonly Input[]; location: Location }[],
  paths: ReadonlySet<string>,
): Fault[] {
  const warnings = new Map<string, (Fault & { deployments: string[] }) | null>();
  for (const { name, inputs, location } of definitions) {
    for (const { files, because, isDeclared } of inputs) {
      if (!("glob" in files) || !isDeclared) continue;
      const known = warnings.get(files.glob);
      if (known) known.deployments.push(name);
      if (known !== undefined) continue;
      const matches = picomatch(files.glob, { dot: true });
      const isUsed = [...paths].some((path) => matches(path));
      warnings.set(files.glob, isUsed ? null : unmatched(because, location, name));
    }
  }
  return [...warnings.values()].filter((warning) => warning !== null);
}

function unmatched(because: string, location: Location, deployment: string) {
  return {
    code: "input-unmatched" as const,
    message: `${because} means no file.`,
    location,
    fix: "Write it from the folder where `prefect deploy` runs, or with `/` before it from the repository's root.",
    deployments: [deployment],
  };
}

/** What steps read where nothing is given (`prefect_docker.deployments.steps`, `prefect.deployments.steps.utility`). */
const BY_DEFAULT: readonly [step: RegExp, argument: string, file: string][] = [
  [/\bbuild_docker_image$/, "dockerfile", "Dockerfile"],
  [/\bpip_install_requirements$/, "requirements_file", "requirements.txt"],
];

/**
 * Files that steps name: each path in their arguments, in a script too, and what is read where none is given. Whether
 * there is such a file is not asked: a path that no file has can't change.
 */
export function inputsOfSteps(steps: Pick<EffectiveSteps, Section>, folder: string): Input[] {
  return (["build", "push", "pull"] as const).flatMap((section) =>
    (steps[section] ?? []).flatMap((step) =>
      [...step].flatMap(([name, args]) => {
        const because = `its ${section} step ${name.split(".").at(-1)}`;
        return inputsOfStep(name, args instanceof Map ? args : new Map(), folder).map((files) => ({
          files,
          because,
          isDeclared: false,
        }));
      }),
    ),
  );
}

function inputsOfStep(name: string, args: Config, folder: string): Input["files"][] {
  const byDefault = BY_DEFAULT.flatMap(([step, argument, file]) =>
    step.test(name) && !args.has(argument) ? [file] : [],
  );
  const context = /\bbuild_docker_image$/.test(name) ? folderOf(args.get("path")) : undefined;
  const below = ["", context ?? "", folderOf(args.get("directory")) ?? ""];
  // Steps of a pull run in the clone's root or in a folder that they are given, others where `prefect deploy` runs.
  const folders = ["", folder].flatMap((one) => below.map((other) => `${one}/${other}`));
  const named = [...byDefault, ...textsOf([...args.values()]).flatMap(wordsOf)];
  const paths = folders.flatMap((one) => named.map((word) => repositoryPath(`${one}/${word}`)));
  return [
    ...[...new Set(paths)].filter(isInside).map((path) => ({ path })),
    // A context that is the repository itself would make every change one of the image.
    ...(context ? [{ glob: fromRoot(`${context}/**`, folder) }] : []),
  ];
}

/** A folder that is written out; undefined for none and for one that a placeholder tells. */
function folderOf(value: ConfigValue | undefined): string | undefined {
  if (typeof value !== "string" || value.includes("{{") || value.startsWith("/")) return undefined;
  return repositoryPath(value) || undefined;
}

function textsOf(values: readonly ConfigValue[]): string[] {
  return values.flatMap((value) => {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return textsOf(value);
    return value instanceof Map ? textsOf([...value.values()]) : [];
  });
}

/** Longest text that is searched for paths: a script, not data. */
const LONGEST = 20_000;

/** The words of a text that could be a path: `pip install -r req/base.txt` has `pip`, `install`, `-r`, `req/base.txt`. */
function wordsOf(text: string): string[] {
  return text.slice(0, LONGEST).match(/[\w.@+/-]+/g) ?? [];
}

/** Not a path that leads out of the repository. */
function isInside(path: string): boolean {
  return path !== "" && !path.startsWith("..");
}

function fromRoot(glob: string, folder: string): string {
  return repositoryPath(glob.startsWith("/") ? glob : `${folder}/${glob}`);
}
