/** A workflow command that a step printed (`::name key=value::message`), unescaped. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/**
 * Reads a line as the runner does (`ActionCommand.cs`): `::name key=value,key=value::message` after white space,
 * or the older `##[name key=value;key=value]message` anywhere. Undefined for any other line.
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  const current = /^[\s\u0085]*::([a-z-]+)(?:\s([^\n]*?))?::(.*)$/i.exec(line);
  if (current) {
    const [, name = "", properties = "", message = ""] = current;
    return {
      name,
      properties: parseProperties(properties, ",", unescapeProperty),
      message: unescapeData(message),
    };
  }
  const older = /##\[([a-z-]+)(?:\s([^\]]*))?\](.*)$/i.exec(line);
  if (!older) return undefined;
  const [, name = "", properties = "", message = ""] = older;
  return { name, properties: parseProperties(properties, ";", unescapeOlder), message };
}

function parseProperties(
  text: string,
  separator: string,
  decode: (text: string) => string,
): Record<string, string> {
  const pairs = text.split(separator).map((pair) => pair.split(/=(.*)/s, 2));
  return Object.fromEntries(
    pairs
      .filter(([, value]) => value !== undefined)
      .map(([key = "", value = ""]) => [key.trim(), decode(value)]),
  );
}

const unescapeData = (text: string) =>
  text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
const unescapeProperty = (text: string) => unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
const unescapeOlder = (text: string) =>
  text.replaceAll("%3B", ";").replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%5D", "]");

/** Reads what a step wrote to GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE: `name=value` and `name<<delimiter`. */
export function parseKeyValueFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2));
      if (end < 0) throw new Error(`No end of the value of ${line.slice(0, heredoc)}.`);
      values[line.slice(0, heredoc)] = lines.splice(0, end).join("\n");
      lines.shift();
    } else if (equals >= 0) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (line !== "") {
      throw new Error(`Neither name=value nor name<<delimiter: ${line}`);
    }
  }
  return values;
}
