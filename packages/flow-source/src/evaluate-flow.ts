import { FaultError, type Location } from "#diagnostics";
import { cleanDocstring } from "./docstrings/docstring.ts";
import type { EntryPoint } from "./entry-point.ts";
import { docstringOf } from "./evaluate/docstrings.ts";
import type { Evaluation } from "./evaluate/evaluation.ts";
import type { FlowValue, Value } from "./evaluate/values.ts";
import { askPython, findFlow } from "./find-flow.ts";
import type { FlowReading, UnknownOption } from "./flow-reading.ts";
import { readParameterSchema } from "./schema/parameter-schema.ts";

/**
 * What the evaluation tells of the flow behind an entry point of its script. Throws a FaultError where there is no such
 * flow, or where its name is only known by running the code.
 */
export function evaluateFlow(
  evaluation: Evaluation,
  entry: EntryPoint,
  {
    pythonMinor,
    location: entryLocation,
  }: { pythonMinor: number | undefined; location: Location | undefined },
): FlowReading {
  const file = evaluation.entryFile;
  const module = evaluation.module(file);
  if (!module)
    throw new FaultError({
      code: "source-unreadable",
      message: `${file} can't be read.`,
      location: { file },
    });
  if (module.isTooLarge) {
    throw new FaultError({
      code: "source-unreadable",
      message: "Not evaluated: too large, or too far from Python.",
      location: { file, line: 1, column: 1 },
      fix: `Move the flow to a file of its own. ${askPython}`,
    });
  }
  if (module.error) {
    const { row, column } = module.error.startPosition;
    throw new FaultError({
      code: "source-invalid",
      message: "This isn't valid Python.",
      location: { file, line: row + 1, column: column + 1 },
    });
  }
  const flow = findFlow(evaluation, module, entry, entryLocation);
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
  const given = option("description");
  const docstring = docstringOf(flow.fn.node);
  if (docstring.kind === "unknown" && given === null && unknownOptions.length === 0) {
    unknownOptions.push({ option: "description", reason: docstring.reason });
  }
  const version = option("version");
  const { schema, approximate } = readParameterSchema(evaluation, flow, pythonMinor);
  return {
    name,
    description: given ?? (docstring.kind === "str" ? cleanDocstring(docstring.value) : null),
    version,
    parameterSchema: schema,
    approximate,
    unknownOptions,
    readBy: "static",
    location,
    files: [...evaluation.used],
  };
}

/** `@flow(name=...)`, else the function's name (`prefect.flows.Flow.__init__`). */
function nameOf(flow: FlowValue, location: Location): string {
  const given = flow.options.get("name");
  const isGiven =
    given !== undefined && given.kind !== "none" && !(given.kind === "str" && given.value === "");
  if (isGiven && given.kind !== "str") {
    throw new FaultError({
      code: "flow-undecided",
      message: `The flow's name can't be told from the source: ${reasonOf(given)}.`,
      location,
      fix: `Give it as a constant text. ${askPython}`,
    });
  }
  if (!isGiven && flow.fn.doubt) {
    throw new FaultError({
      code: "flow-undecided",
      message: `The flow's name can't be told from the source: ${flow.fn.doubt}.`,
      location,
      fix: `Give it by \`@flow(name="...")\`. ${askPython}`,
    });
  }
  const name = isGiven ? given.value : flow.fn.name.replaceAll("_", "-");
  const banned = [...name].find((character) => "/%&<>".includes(character));
  if (banned !== undefined) {
    throw new FaultError({
      code: "name-refused",
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
