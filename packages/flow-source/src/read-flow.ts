import { FaultError, type Location } from "#diagnostics";
import { cleanDocstring } from "./docstring.ts";
import { type EntryPoint, parseEntryPoint } from "./entry-point.ts";
import { docstringOf } from "./evaluate/classes.ts";
import { Interpreter } from "./evaluate/interpreter.ts";
import { FileNeeded, Modules } from "./evaluate/modules.ts";
import type { FlowValue, Value } from "./evaluate/values.ts";
import { askPython, findFlow } from "./find-flow.ts";
import type { FlowReading, UnknownOption } from "./flow-reading.ts";
import { createModuleResolver } from "./module-resolution.ts";
import { pythonMinorOf } from "./python-version.ts";
import { readParameterSchema } from "./schema/parameter-schema.ts";
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
  for (;;) {
    try {
      return read(modules, file, entry, { pythonMinor, location: options.location });
    } catch (error) {
      if (!(error instanceof FileNeeded)) throw error;
      if (await modules.load(error.file, tree)) continue;
      throw new FaultError({ message: `${error.file} can't be read.`, location: { file: error.file } });
    }
  }
}

async function loadModules(tree: SourceTree): Promise<Modules> {
  const [parser, paths] = await Promise.all([loadPythonParser(), tree.paths()]);
  return new Modules(createModuleResolver(paths), parser, paths);
}

function fileOf(
  modules: Modules,
  paths: ReadonlySet<string>,
  entry: EntryPoint,
  options: ReadFlowOptions,
): string {
  const file = entry.file ?? modules.resolver.resolveModule(entry.module ?? "", options.folder ?? "")[0];
  if (file !== undefined && paths.has(file)) return file;
  throw new FaultError({
    message: entry.file
      ? `The file ${entry.file} of the entry point \`${entry.text}\` doesn't exist.`
      : `The module \`${entry.module}\` of the entry point \`${entry.text}\` isn't in the repository.`,
    location: options.location,
    fix: "Correct the entry point; it is relative to the folder that `prefect deploy` runs in.",
  });
}

function read(
  modules: Modules,
  file: string,
  entry: EntryPoint,
  {
    pythonMinor,
    location: entryLocation,
  }: { pythonMinor: number | undefined; location: Location | undefined },
): FlowReading {
  const files = modules.noteUsed();
  const module = modules.get(file);
  if (module.error) {
    const { row, column } = module.error.startPosition;
    throw new FaultError({
      message: "This isn't valid Python.",
      location: { file, line: row + 1, column: column + 1 },
    });
  }
  const interpreter = new Interpreter(modules, file);
  const flow = findFlow(interpreter, module, entry, entryLocation);
  const { row, column } = flow.fn.node.startPosition;
  const location: Location = { file: flow.fn.module.file, line: row + 1, column: column + 1 };
  const name = nameOf(flow, location);
  const unknownOptions: UnknownOption[] = [];
  const option = (which: "description" | "version"): string | null => {
    const value = flow.options.get(which);
    if (value === undefined || value.kind === "none") return null;
    if (value.kind === "str") return value.value === "" ? null : value.value;
    unknownOptions.push({ option: which, reason: reasonOf(value) });
    return null;
  };
  const description = option("description");
  const version = option("version");
  const docstring = docstringOf(flow.fn.node);
  const { schema, approximate } = readParameterSchema(interpreter, flow, pythonMinor);
  return {
    name,
    description: description ?? (docstring === undefined ? null : cleanDocstring(docstring)),
    version,
    parameterSchema: schema,
    approximate,
    unknownOptions,
    readBy: "static",
    location,
    files: [...files],
  };
}

/** `@flow(name=...)`, else the function's name (`prefect.flows.Flow.__init__`). */
function nameOf(flow: FlowValue, location: Location): string {
  const given = flow.options.get("name");
  const isGiven =
    given !== undefined && given.kind !== "none" && !(given.kind === "str" && given.value === "");
  if (isGiven && given.kind !== "str") {
    throw new FaultError({
      message: `The flow's name can't be told from the source: ${reasonOf(given)}.`,
      location,
      fix: `Give it as a constant text. ${askPython}`,
    });
  }
  if (!isGiven && flow.fn.doubt) {
    throw new FaultError({
      message: `The flow's name can't be told from the source: ${flow.fn.doubt}.`,
      location,
      fix: `Give it by \`@flow(name="...")\`. ${askPython}`,
    });
  }
  const name = isGiven ? given.value : flow.fn.name.replaceAll("_", "-");
  const banned = [...name].find((character) => "/%&<>".includes(character));
  if (banned !== undefined) {
    throw new FaultError({
      message: `The flow's name \`${name}\` has the character \`${banned}\`, which Prefect refuses.`,
      location,
      fix: "Choose a name without any of / % & < >.",
    });
  }
  return name;
}

function reasonOf(value: Value): string {
  return value.kind === "unknown" ? value.reason : "it isn't a constant text";
}
