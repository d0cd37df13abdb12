import type { Config, ConfigValue } from "../config-value.ts";

export type Section = "build" | "push" | "pull";

/** `build`, `push` and `pull` of a file. */
export type Sections = ReadonlyMap<string, ConfigValue>;

export interface EffectiveSteps {
  build: Config[];
  push: Config[];
  /** Null where neither the deployment nor the file says anything: then Prefect makes a step of its own. */
  pull: Config[] | null;
  /** Which of them are the file's and not the deployment's own. */
  ofFile: ReadonlySet<Section>;
}

/**
 * The steps that apply to a deployment, by the rules of `_run_single_deploy` in `prefect/cli/deploy/_core.py`: its
 * own win; `build: []` and `pull: []` mean none, but `push: []` and `pull: null` mean the file's.
 */
export function effectiveSteps(config: Config, sections: Sections): EffectiveSteps {
  const own = (name: Section) => listOf(config.get(name));
  const shared = (name: Section) => listOf(sections.get(name));
  const ofFile = new Set<Section>();
  const inherit = (name: Section) => {
    ofFile.add(name);
    return shared(name);
  };
  const build = config.has("build") ? own("build") : inherit("build");
  const push = own("push").length > 0 ? own("push") : inherit("push");
  const stated = config.has("pull") ? config.get("pull") : sections.get("pull");
  const isNone = Array.isArray(stated) && stated.length === 0;
  const pull = isNone || own("pull").length > 0 ? own("pull") : inherit("pull");
  return { build, push, pull: isNone || pull.length > 0 ? pull : null, ofFile };
}

function listOf(value: ConfigValue | undefined): Config[] {
  return Array.isArray(value) ? value.filter((step) => step instanceof Map) : [];
}
