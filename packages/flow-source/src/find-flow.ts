import { type Fault, FaultError, type Location } from "#diagnostics";
import type { EntryPoint } from "./entry-point.ts";
import { attributeOf } from "./evaluate/attributes.ts";
import { inheritsFrom } from "./evaluate/classes.ts";
import type { Evaluation } from "./evaluate/evaluation.ts";
import type { FlowValue, Value } from "./evaluate/values.ts";
import type { PythonModule } from "./syntax/module.ts";

/** What to do where only running the code tells. */
export const askPython =
  "Only Python can tell: set `flow-reader: python` to ask one that has Prefect and the flow's imports.";

/**
 * Follows an entry point to its flow. Throws a FaultError where there is none or it isn't known.
 *
 * @param entryLocation where the entry point stands
 */
export function findFlow(
  evaluation: Evaluation,
  module: PythonModule,
  entry: EntryPoint,
  entryLocation?: Location,
): FlowValue {
  const [first = "", ...rest] = entry.object;
  const name = entry.object.join(".");
  let value: Value | undefined = evaluation.inModule(first, module, undefined);
  if (!value) throw new FaultError(notThere(evaluation, module, entry, entryLocation));
  for (const attribute of rest) value = attributeOf(evaluation, value, attribute);
  if (value.kind === "flow" && value.doubt === undefined && !value.isMethod) return value;
  const location = locationOf(module, first);
  const doubt = doubtOf(evaluation, value);
  if (doubt !== undefined) {
    const what =
      value.kind === "function" || value.kind === "flow"
        ? `Whether \`${name}\` is a flow`
        : `What \`${name}\` is`;
    throw new FaultError({
      code: "flow-undecided",
      message: `${what} can't be told from the source: ${doubt}.`,
      location,
      fix: askPython,
    });
  }
  throw new FaultError({
    code: "flow-missing",
    message: `\`${name}\` of the entry point \`${entry.text}\` is not a flow${whyNot(value)}.`,
    location,
    fix: isOnTop(value) ? "Put `@flow` above all other decorators." : "Decorate the function with `@flow`.",
  });
}

/** Why only running the code tells whether something is a flow; undefined where it is known to be none. */
function doubtOf(evaluation: Evaluation, value: Value): string | undefined {
  switch (value.kind) {
    case "unknown":
      return value.reason;
    case "function":
    case "flow":
      return value.doubt;
    case "method":
      return `\`.${value.name}\` isn't evaluated`;
    case "external":
      return evaluation.imports.mayBeAbsent(value.name, evaluation.entryFile)
        ? `it comes from \`${packageOf(value.name)}\`, which isn't in the repository`
        : undefined;
    case "instance":
      if (value.of.kind === "class") {
        return inheritsFrom(evaluation, value.of, flowClasses)
          ? "it is an instance of its own kind of flow"
          : undefined;
      }
      return /^(functools\.partial|types\.LambdaType)$/.test(value.of.name)
        ? undefined
        : `it is made by a call of \`${value.of.name}\``;
    default:
      return undefined;
  }
}

const flowClasses = new Set(["prefect.Flow"]);

function whyNot(value: Value): string {
  if (value.kind === "function" && value.wraps) return ": a decorator makes a plain function of the flow";
  if (value.kind === "flow") return ": `@staticmethod` or `@classmethod` stands on top of it";
  if (value.kind === "function") return ", but a plain function";
  if (value.kind === "instance" && value.of.kind === "class")
    return `, but an instance of \`${value.of.name}\``;
  if (value.kind === "instance") return `, but what \`${value.of.name}\` makes`;
  return "";
}

function isOnTop(value: Value): boolean {
  return value.kind === "flow" || (value.kind === "function" && value.wraps !== undefined);
}

/** The fault of a name that the module doesn't have. */
function notThere(
  evaluation: Evaluation,
  module: PythonModule,
  entry: EntryPoint,
  entryLocation: Location | undefined,
): Fault {
  const [first = ""] = entry.object;
  const outside = module.block.stars.find(
    (star) => star.level === 0 && evaluation.imports.mayBeAbsent(star.module, module.file),
  );
  if (outside) {
    return {
      code: "flow-undecided",
      message: `Whether ${module.file} has \`${first}\` can't be told from the source: it imports all names of \`${outside.module}\`, which isn't in the repository.`,
      location: { file: module.file, line: outside.node.startPosition.row + 1 },
      fix: askPython,
    };
  }
  return {
    code: "flow-missing",
    message: `${module.file} has no \`${first}\`, which the entry point \`${entry.text}\` names.`,
    location: entryLocation ?? { file: module.file },
    fix: suggestion(module, first),
  };
}

/** `company.flows` of `company.flows.main`. */
function packageOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot === -1 ? name : name.slice(0, dot);
}

function locationOf(module: PythonModule, name: string): Location {
  const node = module.block.bindings.findLast((one) => one.name === name)?.node;
  return node
    ? { file: module.file, line: node.startPosition.row + 1, column: node.startPosition.column + 1 }
    : { file: module.file };
}

function suggestion(module: PythonModule, wanted: string): string {
  const functions = module.block.bindings
    .filter(({ definition }) => definition.kind === "function" && definition.decorators.length > 0)
    .map(({ name }) => `\`${name}\``);
  return functions.length > 0
    ? `Name one of its decorated functions instead of \`${wanted}\`: ${[...new Set(functions)].join(", ")}.`
    : `Define \`${wanted}\` there, or correct the entry point.`;
}
