import { isRefused } from "#command";
import { choice, InvalidValue, list, type OptionValues, parseList, text, textOr } from "#input-values";

type Reader = "auto" | "static" | "python" | "image";

const READERS = ["auto", "static", "python", "image"] as const;
const NAME_READERS = ["auto", "static", "python"] as const;

const SENTENCE =
  "`static` reads flows from their source alone; `python` asks a Python that has Prefect and the flows' imports; `auto` asks it only where the source is not enough and such a Python is there; `image` takes what check-imports learned by importing them in their images, and reads the others from their source.";

/** What code that may be anybody's gets to see of the environment. */
export function passEnvironmentOf(sentence: string) {
  return { ...list(sentence), parse: parseNames };
}

const passEnvironment = {
  "pass-environment": passEnvironmentOf(
    "Variables of the environment that Python and build steps get besides PATH, HOME, locale and proxies. They run code of the checked-out commit: none of the variables that lead to the Prefect server or to GitHub (`PREFECT_API_*`, `GITHUB_*`, `ACTIONS_*`, `INPUT_*`) may be named.",
  ),
};

/** @throws InvalidValue for a name that is never passed on */
function parseNames(text: string): string[] {
  const names = parseList(text);
  const refused = names.filter(isRefused);
  if (refused.length === 0) return names;
  throw new InvalidValue(
    `names ${refused.join(", ")}, which ${refused.length === 1 ? "is" : "are"} never passed to code of the checked-out commit.`,
    "Give the code a variable of its own.",
  );
}

/** How flows are read. */
export function flowReaderOptions(whenEmpty: Reader) {
  return {
    "flow-reader": choice(READERS, SENTENCE, { whenEmpty }),
    "imports-file": text(
      "What check-imports learned of flows at the commit that is checked out, for {flow-reader} `image`.",
      "file",
      { inAction: "Its output `imports-file`, handed on as an artifact of the same run." },
    ),
    python: textOr("python3", "The Python interpreter for {flow-reader} and for build steps.", "program"),
    ...passEnvironment,
  };
}

/** Who is asked for the names of flows. */
export const flowNameOptions = {
  "flow-reader": choice(
    NAME_READERS,
    "Who tells the name of a flow that its source does not: `static` nobody, which is an error then; `auto` and `python` a Python that has Prefect and the flows' imports.",
  ),
  python: textOr("python3", "The Python interpreter for {flow-reader}.", "program"),
  ...passEnvironment,
};

/** How flows are read, as any of the tables says it. */
export type FlowReaderValues = Omit<OptionValues<typeof flowNameOptions>, "flowReader"> & {
  flowReader: Reader;
};
