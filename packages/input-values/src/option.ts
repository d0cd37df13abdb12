import type { Json } from "#json";
import {
  parseBoolean,
  parseChoice,
  parseDuration,
  parseInteger,
  parseJsonMap,
  parseList,
  parseTextMap,
} from "./parse.ts";

/**
 * Something that a user can set: an action's input and a command's option alike. It stands once; action.yml, flags, help,
 * pages and checks are made of it, and its name stays the same down to where it is obeyed.
 */
export interface Option<T> {
  /**
   * What it does. `{other-option}` names another one in the words of the place where it is read; backticks mark what is
   * written just so.
   */
  readonly sentence: string;
  /** What only somebody who writes a workflow wants to know, after the sentence. */
  readonly inAction?: string;
  /** Where it exists; in both unless given. */
  readonly only?: "action" | "command line";
  /** A letter for the command line, such as `-f`. */
  readonly short?: string;
  /** True where the value is never to be seen. */
  readonly secret?: boolean;
  /** True where an action's user has to set it, if only to an empty list. */
  readonly required?: boolean;
  /** The value where nothing is given. */
  readonly whenEmpty: T;
  /** The same as it is shown; undefined where there is nothing to show. */
  readonly default?: string;
  /** What may be written; anything that `parse` takes unless given. */
  readonly choices?: readonly string[];
  /** Stands for the value in the help; none for a flag. */
  readonly valueName?: string;
  /** What the value is where a command line gives the option more than once; the last one counts unless given. */
  readonly join?: (before: T, more: T) => T;
  /** @throws InvalidValue for what can't be the value; the text is not empty */
  readonly parse: (text: string) => T;
}

/** Options by their names in kebab-case. */
// biome-ignore lint/suspicious/noExplicitAny: each option has a type of its own.
export type OptionTable = Readonly<Record<string, Option<any>>>;

/** The values of a table's options, under their names in camelCase. */
export type OptionValues<Table extends OptionTable> = {
  [Name in keyof Table as CamelCase<Name & string>]: Table[Name] extends Option<infer T> ? T : never;
};

type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;

/** `removed-policy` → `removedPolicy`: what an option is called in code. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z\d])/g, (_dash, letter: string) => letter.toUpperCase());
}

/** The values of a table's options where nothing is given. */
export function defaultsOf<Table extends OptionTable>(table: Table): OptionValues<Table> {
  const values = Object.entries(table).map(([name, { whenEmpty }]) => [camelCase(name), whenEmpty]);
  return Object.fromEntries(values) as OptionValues<Table>;
}

/** The sentence of an option for one place; `nameOf` gives another option's name there. */
export function sentenceOf(
  { sentence }: Pick<Option<unknown>, "sentence">,
  nameOf: (name: string) => string,
): string {
  return sentence.replace(/\{([a-z-]+)\}/g, (_braces, name: string) => nameOf(name));
}

type Settings = Pick<Option<unknown>, "inAction" | "only" | "secret" | "short" | "required">;

/** A text; undefined where none is given. */
export function text(
  sentence: string,
  valueName: string,
  settings: Settings = {},
): Option<string | undefined> {
  return { sentence, valueName, whenEmpty: undefined, parse: (given) => given, ...settings };
}

/** A text with a default. */
export function textOr(
  whenEmpty: string,
  sentence: string,
  valueName: string,
  settings: Settings = {},
): Option<string> {
  return { sentence, valueName, whenEmpty, default: whenEmpty, parse: (given) => given, ...settings };
}

/** See {@link parseList}. */
export function list(
  sentence: string,
  settings: Settings & { whenEmpty?: readonly string[] } = {},
): Option<readonly string[]> {
  const { whenEmpty = [], ...rest } = settings;
  return {
    sentence,
    valueName: "list",
    whenEmpty,
    ...(whenEmpty.length > 0 ? { default: whenEmpty.join() } : {}),
    join: (before, more) => [...before, ...more],
    parse: parseList,
    ...rest,
  };
}

/** See {@link parseJsonMap}. */
export function jsonMap(sentence: string, settings: Settings = {}): Option<Readonly<Record<string, Json>>> {
  return {
    sentence,
    valueName: "map",
    whenEmpty: {},
    join: (before, more) => ({ ...before, ...more }),
    parse: parseJsonMap,
    ...settings,
  };
}

/** See {@link parseTextMap}. */
export function textMap(sentence: string, settings: Settings = {}): Option<Readonly<Record<string, string>>> {
  return {
    sentence,
    valueName: "map",
    whenEmpty: {},
    join: (before, more) => ({ ...before, ...more }),
    parse: parseTextMap,
    ...settings,
  };
}

/** One of several words; the first is the default unless another is named. */
export function choice<const T extends string>(
  choices: readonly [T, ...T[]],
  sentence: string,
  settings: Settings & { whenEmpty?: NoInfer<T> } = {},
): Option<T> {
  const { whenEmpty = choices[0], ...rest } = settings;
  return {
    sentence,
    valueName: "choice",
    choices,
    whenEmpty,
    default: whenEmpty,
    parse: (given) => parseChoice(given, choices),
    ...rest,
  };
}

/** True or false; false unless it is set. */
export function flag(sentence: string, settings: Settings = {}): Option<boolean> {
  return { sentence, whenEmpty: false, default: "false", parse: parseBoolean, ...settings };
}

/** A whole number within a range. */
export function integer(
  range: { whenEmpty: number; minimum: number; maximum: number },
  sentence: string,
  settings: Settings = {},
): Option<number> {
  const { whenEmpty, minimum, maximum } = range;
  return {
    sentence: `${sentence} From ${minimum} to ${maximum}.`,
    valueName: "number",
    whenEmpty,
    default: String(whenEmpty),
    parse: (given) => parseInteger(given, minimum, maximum),
    ...settings,
  };
}

/** A time in seconds, see {@link parseDuration}. `whenEmpty` is written as a user would write it. */
export function duration(
  limits: { whenEmpty: string; minimum: number; maximum: number },
  sentence: string,
  settings: Settings = {},
): Option<number> {
  const { whenEmpty, minimum, maximum } = limits;
  const parse = (given: string) => parseDuration(given, minimum, maximum);
  return {
    sentence,
    valueName: "duration",
    whenEmpty: parse(whenEmpty),
    default: whenEmpty,
    parse,
    ...settings,
  };
}
