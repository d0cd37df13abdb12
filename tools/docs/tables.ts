import type { Interface, Parameter, Permission } from "./interface-file.ts";

/** Tables of everything that can be set and read, under headings of the given level. */
export function interfaceTables(described: Interface, level: number): string {
  const heading = (title: string) => `${"#".repeat(level)} ${title}\n\n`;
  const sections = [
    described.inputs.length > 0 && heading("Inputs") + inputsTable(described.inputs),
    described.variables.length > 0 && heading("Variables") + settingsTable("variable", described.variables),
    described.secrets.length > 0 && heading("Secrets") + settingsTable("secret", described.secrets),
    described.outputs.length > 0 && heading("Outputs") + outputsTable(described.outputs),
    heading("Permissions") + permissionsPart(described.permissions),
  ];
  return sections.filter(Boolean).join("\n");
}

export function inputsTable(inputs: readonly Parameter[]): string {
  return table(
    ["input", "default", "meaning"],
    inputs.map((input) => [code(input.name), fallback(input), cell(input.description)]),
  );
}

export function outputsTable(outputs: readonly Parameter[]): string {
  return plainTable("output", outputs);
}

function plainTable(kind: string, parameters: readonly Parameter[]): string {
  return table(
    [kind, "meaning"],
    parameters.map(({ name, description }) => [code(name), cell(description)]),
  );
}

/** What stands in the repository's settings, or in those of an environment. */
function settingsTable(kind: string, settings: readonly Parameter[]): string {
  if (!settings.some(({ required }) => required)) return plainTable(kind, settings);
  return table(
    [kind, "", "meaning"],
    settings.map(({ name, required, description }) => [
      code(name),
      required ? "**required**" : "",
      cell(description),
    ]),
  );
}

/** Of an action by input, of a workflow by job. */
function permissionsPart(permissions: readonly Permission[]): string {
  if (permissions.length === 0) return "None.\n";
  const environments = permissions.some((permission) => "environment" in permission);
  return table(
    environments ? ["job", "environment", "permissions"] : ["for", "permissions"],
    permissions.map(({ of, environment = "", granted }) => [
      environments ? of : code(of),
      ...(environments ? [environment && code(environment)] : []),
      granted.map(code).join(", ") || "none",
    ]),
  );
}

export function exampleBlock({ language, code: text }: Interface["example"]): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}

function fallback(input: Parameter): string {
  if (input.required) return "**required**";
  return (input.default ?? "").split("\n").filter(Boolean).map(code).join("<br>");
}

export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(headers) + line(headers.map(() => "---")) + rows.map(line).join("");
}

export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/** A description is Markdown; paragraphs of it become lines of one cell. */
export function cell(description: string): string {
  return description
    .replaceAll("|", "\\|")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " "))
    .join("<br>");
}
