import { FaultError, type Location } from "#diagnostics";
import type { EntryPoint } from "./entry-point.ts";
import { attributeOf } from "./evaluate/attributes.ts";
import type { Evaluation } from "./evaluate/evaluation.ts";
import type { FlowValue, Value } from "./evaluate/values.ts";
import type { PythonModule } from "./syntax/module.ts";

/** What to do where only running the code tells. */
export const askPython = "Set `flow-reader: python` to ask a Python that has Prefect and the flow's imports.";

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
  let value: Value | undefined = evaluation.inModule(first, module, undefined);
  if (!value) {
    throw new FaultError({
      message: `${module.file} has no \`${first}\`, which the entry point \`${entry.text}\` names.`,
      location: entryLocation ?? { file: module.file },
      fix: suggestion(module, first),
    });
  }
  for (const name of rest) value = attributeOf(evaluation, value, name);
  if (value.kind === "flow") return value;
  const location = locationOf(module, first);
  if (value.kind === "unknown" || value.kind === "instance" || value.kind === "method") {
    const reason = value.kind === "unknown" ? value.reason : "it is made by a call";
    throw new FaultError({
      message: `What \`${entry.object.join(".")}\` is can't be told from the source: ${reason}.`,
      location,
      fix: askPython,
    });
  }
  const doubt = value.kind === "function" ? value.doubt : undefined;
  if (doubt) {
    throw new FaultError({
      message: `Whether \`${entry.object.join(".")}\` is a flow can't be told from the source: ${doubt}.`,
      location,
      fix: askPython,
    });
  }
  throw new FaultError({
    message: `\`${entry.object.join(".")}\` of the entry point \`${entry.text}\` is not a flow.`,
    location,
    fix: "Decorate the function with `@flow`.",
  });
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
