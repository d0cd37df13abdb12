import type { Location } from "#diagnostics";

/** What .NET's `TrimStart` removes before the runner looks for `::`, so that nothing can stand before it unseen. */
const COMMAND_AT_LINE_START = /^([\s\u0085\u180e]*)::/gm;

/**
 * `text` as a log of GitHub's may hold it: nothing in it is a workflow command. The runner reads `::name::` at the start of
 * a line and the older `##[name]` anywhere in it (`ActionCommand.cs`).
 */
export function asLogText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(COMMAND_AT_LINE_START, "$1\\::").replaceAll("##[", "#\\#[");
}

/** The same for JSON, which stays equal: no line of it begins with `::`. */
export function asLogJson(json: string): string {
  return json.replaceAll("##[", "#\\u0023[");
}

/** The workflow command for an annotation. */
export function annotation(level: "error" | "warning" | "notice", text: string, location?: Location): string {
  const { file, line, column } = location ?? {};
  const properties = Object.entries({ file, line, col: column })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level}${properties.length > 0 ? ` ${properties.join(",")}` : ""}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
