import * as core from "@actions/core";
import type { Fault, Reporter } from "#diagnostics";
import { maskSecret, redact } from "./secrets.ts";

/** What .NET's `TrimStart` removes before the runner looks for `::`, so that nothing can stand before it unseen. */
const COMMAND_AT_LINE_START = /^([\s\u0085\u180e]*)::/gm;

/**
 * `text` as a log may hold it: secrets are gone, and nothing in it is a workflow command. The runner reads
 * `::name::` at the start of a line and the older `##[name]` anywhere in it (`ActionCommand.cs`).
 */
export function asLogText(text: string): string {
  return redact(text)
    .replace(/\r\n?/g, "\n")
    .replace(COMMAND_AT_LINE_START, "$1\\::")
    .replaceAll("##[", "#\\#[");
}

/** Prints a line of progress. */
export function info(message: string): void {
  core.info(asLogText(message));
}

/** Prints a line that shows only when debug logging is on. */
export function debug(message: string): void {
  core.debug(redact(message));
}

/** An error annotation, at the fault's place in the changed files where it has one. */
export function annotateError(fault: Fault): void {
  core.error(annotationText(fault), place(fault));
}

/** A warning annotation. */
export function annotateWarning(fault: Fault): void {
  core.warning(annotationText(fault), place(fault));
}

/** A notice annotation. */
export function annotateNotice(fault: Fault): void {
  core.notice(annotationText(fault), place(fault));
}

/** Folds what is printed during `work` into one foldable group of the log. */
export function group<T>(title: string, work: () => Promise<T>): Promise<T> {
  return core.group(redact(title), work);
}

/** The runner behind a package's progress. */
export const reporter: Reporter = {
  info,
  warning: annotateWarning,
  secret: maskSecret,
};

function annotationText({ message, fix, location }: Fault): string {
  // The log shows an annotation's text without its place, so the place is said in words too.
  const where = location
    ? `${[location.file, location.line, location.column].filter((part) => part !== undefined).join(":")}: `
    : "";
  return redact(`${where}${message}${fix ? ` ${fix}` : ""}`);
}

function place({ location }: Fault): core.AnnotationProperties {
  if (!location) return {};
  return { file: location.file, startLine: location.line, startColumn: location.column };
}
