import { parseWorkflowCommand, type WorkflowCommand } from "./runner-protocol.ts";

/** An annotation as it would stand on the run's page. */
export interface Annotation {
  level: "error" | "warning" | "notice";
  message: string;
  file?: string;
  line?: number;
  column?: number;
}

/** Takes a step's lines as the runner does: carries out commands, masks, shows the rest. */
export class StepLog {
  private readonly printed: string[] = [];
  private readonly shown: string[] = [];
  private readonly commands: WorkflowCommand[] = [];
  private readonly onLogLine: ((line: string) => void) | undefined;

  constructor(onLogLine: ((line: string) => void) | undefined) {
    this.onLogLine = onLogLine;
  }

  take(line: string): void {
    this.printed.push(line);
    const command = parseWorkflowCommand(line);
    if (command) this.commands.push(command);
    if (command && ["add-mask", "debug", "endgroup"].includes(command.name)) return;
    const text = command
      ? `${["group"].includes(command.name) ? "" : `${command.name}: `}${command.message}`
      : line;
    this.show(text);
  }

  result() {
    return {
      printed: this.printed.join("\n"),
      log: this.shown.join("\n"),
      commands: this.commands,
      annotations: this.commands.flatMap(asAnnotation),
      masks: this.masks(),
    };
  }

  private masks(): string[] {
    return this.commands.filter(({ name }) => name === "add-mask").map(({ message }) => message);
  }

  private show(text: string): void {
    const masked = this.masks().reduce((line, mask) => line.replaceAll(mask, "***"), text);
    this.shown.push(masked);
    this.onLogLine?.(masked);
  }
}

function asAnnotation({ name, properties, message }: WorkflowCommand): Annotation[] {
  if (name !== "error" && name !== "warning" && name !== "notice") return [];
  return [
    {
      level: name,
      message,
      ...(properties.file ? { file: properties.file } : {}),
      ...(properties.line ? { line: Number(properties.line) } : {}),
      ...(properties.col ? { column: Number(properties.col) } : {}),
    },
  ];
}
