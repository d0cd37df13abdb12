import type { Interface, Parameter } from "./interface-file.ts";

/** Tables of everything that can be set and read, under headings of the given level. */
export function interfaceTables(described: Interface, level: number): string {
  const heading = (title: string) => `${"#".repeat(level)} ${title}\n\n`;
  const sections = [
    described.inputs.length > 0 && heading("Inputs") + inputsTable(described.inputs),
    described.secrets.length > 0 && heading("Secrets") + secretsTable(described.secrets),
    described.outputs.length > 0 && heading("Outputs") + outputsTable(described.outputs),
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
  return table(
    ["output", "meaning"],
    outputs.map(({ name, description }) => [code(name), cell(description)]),
  );
}

function secretsTable(secrets: readonly Parameter[]): string {
  return table(
    ["secret", "", "meaning"],
    secrets.map(({ name, required, description }) => [
      code(name),
      required ? "**required**" : "",
      cell(description),
    ]),
  );
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
