import { isRefused } from "#command";
import { choice, InvalidValue, list, type OptionValues, parseList, textOr } from "#input-values";

type Reader = "auto" | "static" | "python";

const READERS = ["auto", "static", "python"] as const;

const SENTENCE =
  "`static` reads flows from their source alone; `python` asks a Python that has Prefect and the flows' imports; `auto` asks it only where the source is not enough and such a Python is there.";

/** What code that may be anybody's gets to see of the environment. */
const passEnvironment = {
  "pass-environment": {
    ...list(
      "Variables of the environment that Python and build steps get besides PATH, HOME, locale and proxies. They run code of the checked-out commit: none of the variables that lead to the Prefect server or to GitHub (`PREFECT_API_*`, `GITHUB_*`, `ACTIONS_*`, `INPUT_*`) may be named.",
    ),
    parse: parseNames,
  },
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
    python: textOr("python3", "The Python interpreter for {flow-reader} and for build steps.", "program"),
    ...passEnvironment,
  };
}

/** Who is asked for the names of flows. */
export const flowNameOptions = {
  "flow-reader": choice(
    READERS,
    "Who tells the name of a flow that its source does not: `static` nobody, which is an error then; `auto` and `python` a Python that has Prefect and the flows' imports.",
  ),
  python: textOr("python3", "The Python interpreter for {flow-reader}.", "program"),
  ...passEnvironment,
};

export type FlowReaderValues = OptionValues<typeof flowNameOptions>;
