import { parse as parseToml, TomlError } from "smol-toml";
import { parseDocument } from "yaml";
import { FaultError, type Location } from "#diagnostics";

/**
 * `[project] version`, else `[tool.poetry] version`, which Poetry also takes where `[project]` says that the
 * version is dynamic. Any other dynamic version is made by a build and stands nowhere.
 */
export function readPyprojectVersion(text: string, file: string): string {
  const root = readToml(text, file);
  const project = table(root.project);
  const tool = table(root.tool);
  const isDynamic = Array.isArray(project.dynamic) && project.dynamic.includes("version");
  const computed = tool["poetry-dynamic-versioning"] !== undefined;
  const stated = project.version ?? (computed ? undefined : table(tool.poetry).version);
  if (stated !== undefined) return asText(stated, file, text);
  if (isDynamic || computed) {
    throw new FaultError({
      code: "version-file-unusable",
      message: "The version is dynamic: it is made at build time and can't be compared.",
      location: at(file, text, isDynamic ? /^\s*dynamic\s*=/ : /poetry-dynamic-versioning/),
      fix: 'Write it into [project] as version = "1.2.3", or name a VERSION file that holds it as version-file.',
    });
  }
  return missing(file, 'Add version = "0.1.0" to [project].');
}

export function readPackageVersion(text: string, file: string): string {
  let root: unknown;
  try {
    root = JSON.parse(withoutMark(text));
  } catch (error) {
    throw new FaultError({
      code: "file-malformed",
      message: `This is no JSON: ${messageOf(error)}.`,
      location: { file },
    });
  }
  const stated = table(root).version;
  if (stated === undefined) return missing(file, 'Add "version": "0.1.0".');
  return asText(stated, file, text);
}

/** `version` of a Helm chart; `appVersion` is what the chart installs. */
export function readChartVersion(text: string, file: string): string {
  // The failsafe schema leaves every scalar the text it is written as: 1.20 stays 1.20.
  const document = parseDocument(withoutMark(text), { schema: "failsafe" });
  const [error] = document.errors;
  if (error) {
    throw new FaultError({
      code: "file-malformed",
      message: `This is no YAML: ${error.message.split(/ at line |\n/)[0]}.`,
      location: { file, line: error.linePos?.[0].line, column: error.linePos?.[0].col },
    });
  }
  const stated = table(document.toJS()).version;
  if (stated === undefined) return missing(file, "Add version: 0.1.0.");
  return asText(stated, file, text);
}

export function readPlainVersion(text: string, file: string): string {
  const stated = withoutMark(text).trim();
  if (stated === "") return missing(file, "Write nothing but the version into it, such as 0.1.0.");
  return stated;
}

function readToml(text: string, file: string): Record<string, unknown> {
  try {
    return parseToml(withoutMark(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new FaultError({
      code: "file-malformed",
      message: `This is no TOML: ${reason}.`,
      location: { file, line: error.line, column: error.column },
    });
  }
}

const withoutMark = (text: string) => text.replace(/^\uFEFF/, "");

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function table(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown, file: string, text: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new FaultError({
    code: "version-file-unusable",
    message: `The version is ${JSON.stringify(value)}, not a text.`,
    location: at(file, text, /^\s*["']?version["']?\s*[=:]/),
    fix: 'Write it in quotes, such as "1.2.3".',
  });
}

function missing(file: string, fix: string): never {
  throw new MissingVersion({
    code: "version-file-unusable",
    message: "The file states no version.",
    location: { file },
    fix,
  });
}

/** A file that is well-formed and states no version: at the base that means a first release. */
export class MissingVersion extends FaultError {}

/** The first line that `pattern` matches, for a message about something that is not a version's text. */
function at(file: string, text: string, pattern: RegExp): Location {
  const index = text.split("\n").findIndex((line) => pattern.test(line));
  return index < 0 ? { file } : { file, line: index + 1 };
}
