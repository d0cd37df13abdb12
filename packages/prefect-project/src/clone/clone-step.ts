import type { Config, ConfigValue } from "../config-value.ts";

/** `git_clone` under each of its names, those of projects (Prefect 2) included. */
const GIT_CLONE = /^prefect\.(?:deployments|projects)\.steps\.(?:pull\.)?(?:a?git_clone|git_clone_project)$/;

/** A git clone among the pull steps. */
export interface CloneStep {
  /** Its place in the list of steps. */
  index: number;
  /** The step function's name. */
  name: string;
  args: Config;
}

export function cloneSteps(steps: readonly Config[]): CloneStep[] {
  return steps.flatMap((step, index) =>
    [...step].flatMap(([name, args]) =>
      GIT_CLONE.test(name) && args instanceof Map ? [{ index, name, args }] : [],
    ),
  );
}

/** The steps with other arguments for one of them. */
export function withArguments(steps: readonly Config[], clone: CloneStep, args: Config): Config[] {
  return steps.map((step, index) => (index === clone.index ? new Map(step).set(clone.name, args) : step));
}

/** Folder that Prefect clones into (`GitRepository` of `prefect/runner/storage.py`). */
export function cloneFolder(args: Config): string | undefined {
  const [address, branch, own] = ["repository", "branch", "clone_directory_name"].map((key) =>
    textOf(args.get(key)),
  );
  if (own) return own;
  const repository = (address?.split(/[?#]/)[0] ?? "").split("/").at(-1)?.replaceAll(".git", "");
  if (!repository) return undefined;
  return branch ? `${repository}-${branch.replaceAll("/", "-")}` : repository;
}

function textOf(value: ConfigValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Where a step names a folder in a way that can mean nothing else, and where it may. */
export interface Naming {
  /** The step, and the path of the argument inside it. */
  path: (string | number)[];
  isCertain: boolean;
}

/** Steps other than the clone itself that name a folder. */
export function stepsNaming(folder: string, steps: readonly Config[], clone: CloneStep): Naming[] {
  const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const certain = new RegExp(
    `^(?:\\./|/.*/)?${escaped}(?:/|$)|\\bcd\\s+["']?(?:\\./|/\\S*/)?${escaped}(?:[/"';&|\\s]|$)`,
    "m",
  );
  const possible = new RegExp(`(?:^|[/"\\s])${escaped}(?:$|[/"\\s\\\\;&|])`, "m");
  return steps.flatMap((step, index) =>
    index === clone.index
      ? []
      : texts(step, []).flatMap(({ text, path }) => {
          if (!possible.test(text)) return [];
          return [{ path: [index, ...path], isCertain: certain.test(text) }];
        }),
  );
}

function texts(value: ConfigValue, path: (string | number)[]): { text: string; path: (string | number)[] }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, [...path, index]));
  return value instanceof Map ? [...value].flatMap(([key, item]) => texts(item, [...path, key])) : [];
}
