import { posix } from "node:path";
import { type ImportChain, importChain } from "./import-chain.ts";
import { type Circumstances, capital, failed, type Outcome, open } from "./outcome.ts";
import type { ImportFailure, Missed } from "./probe/probe-protocol.ts";

/** Numbers of Linux, as a container's system gives them. */
const ERRNO = { noEntry: 2, notPermitted: 1, denied: 13, readOnly: 30 };
const NETWORK = new Set([99, 100, 101, 110, 111, 113]);

/**
 * Judges an exception that ended an import. What the check itself lacks, variables of the environment, files, the network
 * and a place to write, shows nothing about the run: that is inconclusive, and everything else has failed.
 */
export function judgeFailure(
  error: ImportFailure,
  missed: readonly Missed[],
  around: Circumstances,
): Outcome {
  const chain = importChain(error.frames, around.root);
  const at = (outcome: Outcome): Outcome => ({
    ...outcome,
    location: chain.location ?? null,
    chain: chain.steps,
  });
  if (error.isMissing && error.module !== null) {
    const way = [...chain.steps, error.module];
    return { ...at(missingModule(error.module, way, around)), chain: way };
  }
  const way = chain.steps.length === 0 ? "" : `, at ${chain.steps.join(" -> ")}`;
  if (error.type === "MissingFlowError") {
    return at(failed(`${error.message.trim()}`, "Correct the entry point.", "flow-missing"));
  }
  if (error.isExit) {
    const fix = "Take the call that ends the process out of the module.";
    return at(failed(`Importing it asked for the end of the process (${error.exit})${way}.`, fix));
  }
  const own = ownFile(error, chain, around);
  if (own !== undefined) {
    const fix = "Bring the code by a pull step, correct the entry point, or build the image of this commit.";
    return failed(`${capital(around.place)} has no ${own}, which the entry point names.`, fix);
  }
  const variables = variablesOf(error, missed, chain);
  if (variables.length > 0) return at(missingVariables(variables, error, way, around));
  return at(lacking(error, way) ?? failed(`${told(error)}${way}.`, "Correct the module."));
}

/** The flow's own file, where that is what is not there. */
function ownFile(
  { errno, filename }: ImportFailure,
  { steps }: ImportChain,
  { root, directory }: Circumstances,
): string | undefined {
  if (errno !== ERRNO.noEntry || filename === null || steps.length > 0) return undefined;
  const path = posix.resolve(directory, filename);
  return path.endsWith(".py") ? posix.relative(root, path) : undefined;
}

function missingModule(module: string, way: readonly string[], around: Circumstances): Outcome {
  const reason = `${capital(around.place)} has no module ${module}: ${way.join(" -> ")}.`;
  if (around.installs !== null) {
    const fix = `${capital(around.installs)} may install it when a run starts, which is not done here. Install it in the image to have this checked.`;
    return open(reason, fix);
  }
  const folder = folderOf(module, around.paths);
  const fix =
    folder === undefined
      ? `Install ${module.split(".")[0]} in ${around.place}, or correct the import.`
      : `The repository has it in ${folder === "" ? "its top folder" : folder}: put that on PYTHONPATH there, or correct the import.`;
  return failed(reason, fix, "module-missing");
}

/** Where in the repository a module lies that is not found from where it is imported. */
function folderOf(module: string, paths: ReadonlySet<string>): string | undefined {
  const path = module.replaceAll(".", "/");
  for (const end of [`${path}.py`, `${path}/__init__.py`]) {
    const found = [...paths].find((one) => one === end || one.endsWith(`/${end}`));
    if (found !== undefined) return found.slice(0, -end.length).replace(/\/$/, "");
  }
  return undefined;
}

/** The variables whose absence ended the import, as far as that can be told. */
function variablesOf(error: ImportFailure, missed: readonly Missed[], { steps }: ImportChain): string[] {
  if (error.variable !== null) return [error.variable];
  if (error.fields.length > 0) return error.fields.map((field) => field.toUpperCase());
  const places = new Set(error.frames.map(([file, line]) => `${file}:${line}`));
  const message = error.message.toLowerCase();
  const named = missed.filter(
    ([name, file, line]) =>
      places.has(`${file}:${line}`) || (steps.length > 0 && message.includes(name.toLowerCase())),
  );
  return [...new Set(named.map(([name]) => name))];
}

function missingVariables(
  names: readonly string[],
  error: ImportFailure,
  way: string,
  { ownVariables }: Circumstances,
): Outcome {
  const list = names.join(", ");
  const why = error.variable === null ? ` (${told(error)})` : "";
  const isOwn = names.every((name) => ownVariables.has(name));
  const outcome = open(
    `Its import needs ${names.length === 1 ? "the variable" : "the variables"} ${list}, not set here${why}${way}.`,
    `Give ${names.length === 1 ? "it" : "them"} a harmless value by \`env\`, or read ${names.length === 1 ? "it" : "them"} in the flow.`,
  );
  // A run has it by its own job variables: nothing to warn of.
  return isOwn ? { ...outcome, code: null } : outcome;
}

/** What the check has not and a run may have. */
function lacking(error: ImportFailure, way: string): Outcome | undefined {
  const isNetwork = error.causes.some(
    ({ type, errno }) => type === "gaierror" || (errno !== null && NETWORK.has(errno)),
  );
  if (isNetwork || error.message.includes("PREFECT_API_URL")) {
    const fix = "Ask for it in the flow: an import that needs a network fails where there is none.";
    return open(`Its import asks the network, which the check has not (${told(error)})${way}.`, fix);
  }
  const file = error.filename ?? "a file";
  switch (error.errno) {
    case ERRNO.noEntry:
      return open(`Its import reads ${file}, which is not there${way}.`, "Read it in the flow, or add it.");
    case ERRNO.readOnly:
      return open(`Its import writes ${file}, which can't be done here${way}.`, "Write it in the flow.");
    case ERRNO.denied:
    case ERRNO.notPermitted:
      return open(`Its import may not use ${file}${way}.`, "Use it in the flow, or let everybody read it.");
    default:
      return undefined;
  }
}

const MOST = 300;

function told({ type, message }: ImportFailure): string {
  const [line = ""] = message.split("\n");
  const text = line.length > MOST ? `${line.slice(0, MOST)}...` : line;
  return text === "" ? type : `${type}: ${text}`;
}
