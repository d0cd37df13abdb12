import type { Config, ConfigValue } from "./config-value.ts";

/** `build`, `push` and `pull` of a file. */
export type Sections = ReadonlyMap<string, ConfigValue>;

export interface EffectiveSteps {
  build: Config[];
  push: Config[];
  /** Null where neither the deployment nor the file says anything: then Prefect makes a step of its own. */
  pull: Config[] | null;
}

/**
 * The steps that apply to a deployment, by the rules of `_run_single_deploy` in `prefect/cli/deploy/_core.py`: its
 * own win; `build: []` and `pull: []` mean none, but `push: []` and `pull: null` mean the file's.
 */
export function effectiveSteps(config: Config, sections: Sections): EffectiveSteps {
  const ofFile = (name: string) => listOf(sections.get(name));
  const own = (name: string) => (config.has(name) ? listOf(config.get(name)) : ofFile(name));
  const push = own("push");
  const effectivePull = config.has("pull") ? config.get("pull") : sections.get("pull");
  const none = Array.isArray(effectivePull) && effectivePull.length === 0;
  const pull = own("pull");
  const pullOfFile = ofFile("pull");
  return {
    build: own("build"),
    push: push.length > 0 ? push : ofFile("push"),
    pull: none ? [] : pull.length > 0 ? pull : pullOfFile.length > 0 ? pullOfFile : null,
  };
}

function listOf(value: ConfigValue | undefined): Config[] {
  return Array.isArray(value) ? value.filter((step) => step instanceof Map) : [];
}
