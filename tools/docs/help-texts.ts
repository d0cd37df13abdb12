import type { Command } from "commander";
import { commandLine } from "./command-line.ts";

/** What `--help` prints for the command line and for each of its commands where there is no terminal, as a transcript. */
export function helpTexts(): string {
  const program = commandLine();
  return [program, ...program.commands].map((command) => helpText(program, command)).join("\n");
}

function helpText(program: Command, command: Command): string {
  const words = command === program ? [program.name()] : [program.name(), command.name()];
  let text = `$ ${words.join(" ")} --help\n`;
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

/** Characters in a line, as Commander has it where nothing tells. */
const WIDTH = 80;
