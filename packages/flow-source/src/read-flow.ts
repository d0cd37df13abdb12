import { FaultError, type Location } from "#diagnostics";
import { type EntryPoint, parseEntryPoint } from "./entry-point.ts";
import { Modules } from "./evaluate/modules.ts";
import { SourceEvaluation } from "./evaluate/source-evaluation.ts";
import { evaluateFlow } from "./evaluate-flow.ts";
import { askPython } from "./find-flow.ts";
import type { FlowReading } from "./flow-reading.ts";
import { moduleResolverOf } from "./imports/tree-resolvers.ts";
import { pythonMinorOf } from "./python-version.ts";
import type { SourceTree } from "./source-tree.ts";
import { loadPythonParser } from "./syntax/parse.ts";

export interface ReadFlowOptions {
  /** Working directory of `prefect deploy`, relative to the repository's root; the root unless given. */
  folder?: string;
  /** Version of the Python that runs the flows, such as `3.12`; else what `.python-version` or pyproject.toml say. */
  pythonVersion?: string;
  /** Where the entry point stands, for faults about the entry point itself. */
  location?: Location;
}

const modulesOf = new WeakMap<SourceTree, Promise<Modules>>();

/**
 * Reads a flow as `prefect deploy` would store it after importing it, from its source alone. Every file of `tree`
 * is read and parsed once, however many flows are read.
 *
 * Throws a FaultError where the file or function is missing or no flow, and where the flow's name is only known by
 * running the code.
 */
export async function readFlow(
  tree: SourceTree,
  entrypoint: string,
  options: ReadFlowOptions = {},
): Promise<FlowReading> {
  const entry = parseEntryPoint(entrypoint, options.folder ?? "", options.location);
  let loading = modulesOf.get(tree);
  if (!loading) {
    loading = loadModules(tree);
    modulesOf.set(tree, loading);
  }
  const modules = await loading;
  const file = fileOf(modules, await tree.paths(), entry, options);
  const pythonMinor = await pythonMinorOf(tree, options);
  await modules.load([file], tree);
  for (;;) {
    const evaluation = new SourceEvaluation(modules, file);
    const result = attempt(() =>
      evaluateFlow(evaluation, entry, { pythonMinor, location: options.location }),
    );
    if (evaluation.missing.size === 0) {
      if (result instanceof FaultError) throw result;
      return result;
    }
    await modules.load(evaluation.missing, tree);
  }
}

/** A fault is a result like another: it doesn't count either as long as a file is missing. */
function attempt(evaluate: () => FlowReading): FlowReading | FaultError {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof FaultError) return error;
    throw error;
  }
}

async function loadModules(tree: SourceTree): Promise<Modules> {
  const [parser, paths, resolver] = await Promise.all([
    loadPythonParser(),
    tree.paths(),
    moduleResolverOf(tree),
  ]);
  return new Modules(resolver, parser, paths);
}

function fileOf(
  modules: Modules,
  paths: ReadonlySet<string>,
  entry: EntryPoint,
  options: ReadFlowOptions,
): string {
  const file = entry.file ?? modules.resolver.resolveModule(entry.module ?? "", options.folder ?? "")[0];
  if (file !== undefined && paths.has(file)) return file;
  if (entry.module !== undefined && !modules.isOwnPackage(entry.module.split(".", 1)[0] ?? "")) {
    throw new FaultError({
      code: "flow-undecided",
      message: `What \`${entry.text}\` is can't be told from the source: its package isn't in the repository.`,
      location: options.location,
      fix: `Correct the entry point. ${askPython}`,
    });
  }
  throw new FaultError({
    code: "entry-point-invalid",
    message: entry.file
      ? `The file ${entry.file} of the entry point \`${entry.text}\` doesn't exist.`
      : `The module \`${entry.module}\` of the entry point \`${entry.text}\` isn't in the repository.`,
    location: options.location,
    fix: "Correct the entry point; it is relative to the folder that `prefect deploy` runs in.",
  });
}
