import { choice, type OptionValues, textOr } from "#input-values";

type Reader = "auto" | "static" | "python";

const READERS = ["auto", "static", "python"] as const;

const SENTENCE =
  "`static` reads flows from their source alone; `python` asks a Python that has Prefect and the flows' imports; `auto` asks it only where the source is not enough and such a Python is there.";

/** How flows are read. */
export function flowReaderOptions(whenEmpty: Reader) {
  return {
    "flow-reader": choice(READERS, SENTENCE, { whenEmpty }),
    python: textOr("python3", "The Python interpreter for {flow-reader} and for build steps.", "program"),
  };
}

/** Who is asked for the names of flows. */
export const flowNameOptions = {
  "flow-reader": choice(
    READERS,
    "Who tells the name of a flow that its source does not: `static` nobody, which is an error then; `auto` and `python` a Python that has Prefect and the flows' imports.",
  ),
  python: textOr("python3", "The Python interpreter for {flow-reader}.", "program"),
};

export type FlowReaderValues = OptionValues<typeof flowNameOptions>;
