import {
  type DeploymentDefinition,
  type DesiredDeployment,
  deploymentName,
  readProject,
} from "#prefect-project";
import type { SourceValues } from "../options/index.ts";
import { projectFiles, type Source } from "../source.ts";
import { type BuildOptions, buildSelected, nameDefinitions, setUpWorkshop } from "./build.ts";

type Options = BuildOptions & SourceValues;

/**
 * What the base commit defines of some deployments, built by the same code and with the same options as those of the
 * head. What can't be read or built there is left out: it counts as new.
 *
 * @param head commit of the head, which `pin: commit` and versions speak of on both sides
 * @param keys `flow-name/deployment-name` as on the server
 */
export async function buildAtBase(
  options: Options,
  base: Source,
  head: string,
  keys: Iterable<string>,
): Promise<Map<string, DesiredDeployment>> {
  const wanted = new Set(keys);
  const names = new Set([...wanted].map((key) => key.slice(key.indexOf("/") + 1)));
  const { definitions } = await readProject(base.tree, projectFiles(options));
  const candidates = definitions.filter((one) => mayBe(one, names, options.namePrefix));
  // Python imports from the working tree, which holds another commit.
  const reading = {
    ...options,
    flowReader: "static",
    reporter: { ...options.reporter, warning() {}, info() {} },
  } as const;
  const workshop = setUpWorkshop(reading, { ...base, commit: head }, null);
  const named = await nameDefinitions(workshop, candidates);
  const { desired } = await buildSelected(
    workshop,
    named.filter(({ key }) => wanted.has(key)),
  );
  return new Map(desired.map((one) => [one.key, one]));
}

function mayBe(
  { name, entrypoint }: DeploymentDefinition,
  names: ReadonlySet<string>,
  prefix: string | undefined,
): boolean {
  if ([name, entrypoint].some((text) => text?.includes("{{"))) return true;
  return names.has(deploymentName(name, prefix));
}
