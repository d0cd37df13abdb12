import type { FlowReading } from "#flow-source";
import type { Config } from "../config-value.ts";
import type { Problem } from "../model/coerce.ts";
import type { BuildContext } from "./build-context.ts";
import { textAt } from "./deployment-fields.ts";
import { type Part, part } from "./part.ts";

export interface DesiredVersion {
  version: string | null;
  /** True where the commit or the file's content makes it, and not somebody's word. */
  isDerived: boolean;
}

const VERSION_TYPES = [
  "prefect:simple",
  "vcs:github",
  "vcs:gitlab",
  "vcs:bitbucket",
  "vcs:azuredevops",
  "vcs:git",
];

/** The deployment's own version, else the commit's, else the flow's, which by default is a hash of its file. */
export async function desiredVersion(
  config: Config,
  flow: FlowReading,
  { derivedVersion, fileHash }: Pick<BuildContext, "derivedVersion" | "fileHash">,
): Promise<Part<DesiredVersion>> {
  const problems: Problem[] = [];
  const own = textAt(config, "version", ["version"], problems);
  const type = config.get("version_type") ?? null;
  if (type !== null && (typeof type !== "string" || !VERSION_TYPES.includes(type))) {
    const message = `version_type must be one of ${VERSION_TYPES.join(", ")}.`;
    problems.push({ path: ["version_type"], code: "field-invalid", message });
  }
  const found = { problems };
  if (own) return part({ version: own, isDerived: false }, found);
  if (type !== "prefect:simple" && derivedVersion !== null) {
    return part({ version: derivedVersion, isDerived: true }, found);
  }
  if (flow.version) return part({ version: flow.version, isDerived: false }, found);
  const [file] = flow.files;
  const hash = file === undefined ? undefined : await fileHash(file);
  return part({ version: hash ?? null, isDerived: true }, found);
}
