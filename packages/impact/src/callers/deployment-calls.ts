import { findCalls, type SourceTree } from "#flow-source";

/** A call of Prefect's `run_deployment` in the repository. */
export interface DeploymentCall {
  /** Path from the repository's root. */
  file: string;
  /** From 1. */
  line: number;
  column: number;
  /** What is run: `flow-name/deployment-name`, or a deployment's id. */
  deployment: string;
}

/** A call whose deployment only running the code tells. */
export type UnknownCall = Omit<DeploymentCall, "deployment">;

export interface DeploymentCalls {
  calls: DeploymentCall[];
  unknown: UnknownCall[];
}

/** Every file that calls holds it; so does one that calls `arun_deployment`. */
const NAME = "run_deployment";

/**
 * Every call of `run_deployment` and `arun_deployment` (`prefect.deployments`) in the Python files of a commit, in
 * order of paths and lines. One search comes first, and only files that hold the name are read and parsed.
 *
 * @param search see `Repository.search`
 */
export async function findDeploymentCalls(
  search: (text: string, pathspecs: readonly string[]) => Promise<readonly string[]>,
  tree: Pick<SourceTree, "readMany">,
): Promise<DeploymentCalls> {
  const paths = await search(NAME, ["*.py"]);
  const found: DeploymentCalls = { calls: [], unknown: [] };
  if (paths.length === 0) return found;
  const sources = await tree.readMany(paths);
  for (const [file, source] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { line, column, text } of await findCalls(source, WANTED)) {
      const place = { file, line, column };
      if (text === null) found.unknown.push(place);
      else found.calls.push({ ...place, deployment: text });
    }
  }
  return found;
}

const WANTED = { names: [NAME, `a${NAME}`], parameter: "name" };
