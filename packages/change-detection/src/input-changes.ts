import { posix } from "node:path";
import picomatch from "picomatch";
import type { DeploymentDefinition } from "#prefect-project";

/** A changed file that a deployment depends on beside its code. */
export interface InputChange {
  path: string;
  /** Who says so: `x-cicd inputs sql/**`, `its build step build_docker_image`. */
  because: string;
}

/** What changed beside the code of deployments. */
export interface InputChanges {
  /** The first changed file that a definition depends on; null where there is none. */
  of(definition: Pick<DeploymentDefinition, "inputs">): InputChange | null;
  /**
   * Whether a text of a file with definitions may say that something depends on a changed file. It spares reading
   * thousands of definitions: true too often only costs time.
   */
  mayBeIn(text: string): boolean;
}

export function inputChanges(changed: ReadonlySet<string>): InputChanges {
  const names = new Set([...changed].map((path) => posix.basename(path)));
  const found = new Map<string, string | null>();
  const firstMatch = (glob: string) => {
    let path = found.get(glob);
    if (path === undefined) {
      const matches = picomatch(glob, { dot: true });
      path = [...changed].find((one) => matches(one)) ?? null;
      found.set(glob, path);
    }
    return path;
  };
  return {
    of({ inputs }) {
      for (const { files, because } of inputs) {
        const path = "glob" in files ? firstMatch(files.glob) : changed.has(files.path) ? files.path : null;
        if (path !== null) return { path, because };
      }
      return null;
    },
    mayBeIn(text) {
      if (changed.size === 0 || !SAYS_SOMETHING.test(text)) return false;
      // Globs, and folders that an image is built of, name no file.
      if (/\binputs\b|\bbuild_docker_image\b/.test(text)) return true;
      if (names.has("requirements.txt") && text.includes("pip_install_requirements")) return true;
      return [...names].some((name) => text.includes(name));
    },
  };
}

/** Steps and inputs are given by these keys. */
const SAYS_SOMETHING = /\b(?:build|push|pull|inputs)\b/;
