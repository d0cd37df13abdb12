import { Argument, InvalidArgumentError } from "commander";
import { InvalidValue, parseInteger, parseJsonMap, parseList } from "#input-values";
import type { Json } from "#json";

/** A list: several values by commas or line breaks, a JSON array, or the option more than once. */
export function list(whenAbsent: readonly string[]) {
  // What comes before the first use is the default itself.
  return (text: string, before: readonly string[]): readonly string[] => [
    ...(before === whenAbsent ? [] : before),
    ...checked(() => parseList(text)),
  ];
}

/**
 * Selected deployments as arguments. An empty list (`[]`) is an answer: nothing was found to have changed. An empty
 * text is a mistake, such as a variable that was never set, and must not become `all`.
 */
export function selectors(name: string, description: string, whenAbsent: readonly string[]): Argument {
  const parse = list(whenAbsent);
  return new Argument(name, description)
    .default(whenAbsent, whenAbsent.join())
    .argParser((text: string, before: readonly string[]) => {
      if (text.trim() === "")
        throw new InvalidArgumentError("It is empty. Name deployments, or write [] for none.");
      return parse(text, before);
    });
}

/** A mapping: `KEY=value`, YAML or JSON; the option may be given more than once. */
export function jsonMap(text: string, before: Readonly<Record<string, Json>>): Record<string, Json> {
  return { ...before, ...checked(() => parseJsonMap(text)) };
}

export function integer(minimum: number, maximum: number) {
  return (text: string): number => checked(() => parseInteger(text, minimum, maximum));
}

function checked<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new InvalidArgumentError(`It ${error.message}${error.fix ? ` ${error.fix}` : ""}`);
  }
}
