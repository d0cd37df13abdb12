import * as core from "@actions/core";
import { type Fault, formatFault, type Notice, type Reporter } from "#diagnostics";
import { asLogText } from "#workflow-commands";
import { maskSecret, redact } from "./secrets.ts";

/** Prints a line of progress. */
export function info(message: string): void {
  core.info(asLogText(redact(message)));
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
export function annotateNotice(notice: Notice): void {
  core.notice(annotationText(notice), place(notice));
}

/** Folds what is printed during `work` into one foldable group of the log. */
export function group<T>(title: string, work: () => Promise<T>): Promise<T> {
  return core.group(redact(title), work);
}

/** Prints lines as one foldable group of the log. */
export function infoGroup(title: string, lines: readonly string[]): void {
  core.startGroup(redact(title));
  for (const line of lines) info(line);
  core.endGroup();
}

/** The runner behind a package's progress. */
export const reporter: Reporter = {
  info,
  warning: annotateWarning,
  secret: maskSecret,
};

/** The log shows an annotation's text without its place, so the place is said in words too. */
function annotationText(fault: Notice): string {
  return redact(formatFault(fault));
}

function place({ location }: Notice): core.AnnotationProperties {
  if (!location) return {};
  return { file: location.file, startLine: location.line, startColumn: location.column };
}
