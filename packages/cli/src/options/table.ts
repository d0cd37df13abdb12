import { type Command, InvalidArgumentError, Option } from "commander";
import {
  camelCase,
  InvalidValue,
  type OptionTable,
  type OptionValues,
  type Option as Setting,
  sentenceOf,
} from "#input-values";

/** Adds the options of a table that exist on the command line. */
export function addOptions(command: Command, table: OptionTable): Command {
  for (const [name, setting] of Object.entries(table)) {
    if (setting.only !== "action") command.addOption(commandOption(name, setting));
  }
  return command;
}

/**
 * The values of a table's options as the command was given them; those that exist in actions alone have the value of an
 * option that is not given.
 */
export function valuesOf<Table extends OptionTable>(
  table: Table,
  flags: Readonly<Record<string, unknown>>,
): OptionValues<Table> {
  const values = Object.entries(table).map(([name, { whenEmpty }]) => {
    const key = camelCase(name);
    return [key, flags[key] ?? whenEmpty];
  });
  return Object.fromEntries(values) as OptionValues<Table>;
}

function commandOption(name: string, setting: Setting<unknown>): Option {
  const { short, valueName, choices, whenEmpty } = setting;
  const flags = `${short ? `${short}, ` : ""}--${name}${valueName ? ` <${valueName}>` : ""}`;
  // Backticks mark what is written just so; a terminal shows text as it stands.
  const sentence = sentenceOf(setting, (other) => `--${other}`).replaceAll("`", "");
  const option = new Option(flags, sentence);
  if (valueName === undefined) return option;
  if (choices) option.choices(choices).default(whenEmpty);
  else {
    if (whenEmpty !== undefined) option.default(whenEmpty, setting.default ?? "none");
    option.argParser((text: string, before: unknown) => parsed(setting, text, before));
  }
  return option;
}

function parsed({ parse, join, whenEmpty }: Setting<unknown>, text: string, before: unknown): unknown {
  const value = checked(() => parse(text));
  // What comes before the first use is the default itself.
  return join && before !== whenEmpty ? join(before, value) : value;
}

/** @throws InvalidArgumentError, which commander tells with the option's name */
export function checked<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new InvalidArgumentError(`It ${error.message}${error.fix ? ` ${error.fix}` : ""}`);
  }
}
