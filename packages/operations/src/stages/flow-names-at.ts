import { type ReadFlowName, readFlowName } from "#change-detection";
import type { Repository } from "#git";
import type { FlowReaderValues } from "../options/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { type FlowCatalog, flowCatalog } from "./flow-catalog.ts";

/** Reads flow names at a commit. Python imports from the working tree, so it can tell only of what is checked out. */
export async function flowNamesAt(
  options: FlowReaderValues & Pick<Surroundings, "run">,
  repository: Repository,
  commit: string,
): Promise<ReadFlowName> {
  if (options.flowReader === "static" || commit !== (await repository.head())) return readFlowName;
  let catalog: FlowCatalog | undefined;
  return (tree, entrypoint, location) => {
    catalog ??= flowCatalog(options, tree, repository.root);
    return catalog.name(entrypoint, location);
  };
}
