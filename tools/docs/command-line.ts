import type { Argument, Command, Option } from "commander";
import { createProgram, Terminal } from "#cli";
import { runLocally } from "#command";
import { cell, code, table } from "./tables.ts";

/** The command line, to be read and not to be run. */
export function commandLine(): Command {
  const nowhere = { write: () => {} };
  return createProgram({
    terminal: new Terminal(nowhere, nowhere, {}),
    env: {},
    run: runLocally,
    suite: { repository: "", release: "", templates: "" },
    read: async () => "",
    readIfThere: async () => "",
    ask: undefined,
    end: () => {},
  });
}

/** The options of each command as a Markdown table, by the command's name. */
export function commandLineTables(): Map<string, string> {
  return new Map(commandLine().commands.map((command) => [command.name(), commandTable(command)]));
}

function commandTable(command: Command): string {
  const described = [...command.registeredArguments, ...command.options];
  return table(["option", "default", "meaning"], described.map(row));
}

function row(described: Argument | Option): string[] {
  const flags = "flags" in described ? described.flags : argumentText(described);
  const choices = described.argChoices?.map(code).join(", ");
  // Help texts are for a terminal: what looks like Markdown or HTML in them is meant as it stands.
  const help = described.description.replace(/[<>*_`]/g, (character) => `&#${character.charCodeAt(0)};`);
  return [code(flags), fallback(described), cell(`${help}${choices ? ` One of ${choices}.` : ""}`)];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function fallback({ defaultValue, defaultValueDescription }: Argument | Option): string {
  if (defaultValueDescription === "none" || defaultValue === undefined) return "";
  return defaultValueDescription === "" ? "" : code(String(defaultValueDescription ?? defaultValue));
}
