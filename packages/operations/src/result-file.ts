import { FaultError } from "#diagnostics";

/**
 * What a step before has written, as `read` takes it out of the file.
 *
 * @param name of the file, for the message; `-` is standard input
 * @param command that writes such files
 * @param version of the form that is understood
 * @param read gives undefined where the file holds something else
 * @throws FaultError where the text is not such a result, or one of another version
 */
export function readResult<T>(
  text: string,
  name: string,
  command: string,
  version: number,
  read: (result: Readonly<Record<string, unknown>>) => T | undefined,
): T {
  const result = parse(text);
  const where = name === "-" ? "standard input" : name;
  if (typeof result.version === "number" && result.version !== version) {
    throw new FaultError({
      code: "result-file-unknown",
      message: `What ${where} holds has the form ${result.version}, and this release reads the form ${version}.`,
      fix: "Use one release of prefect-cicd in all steps of a job.",
    });
  }
  const value = read(result);
  if (value !== undefined) return value;
  throw new FaultError({
    code: "result-file-unknown",
    message: `What ${where} holds is not the result of \`${command}\`.`,
    fix: `Write it with \`prefect-cicd ${command} > FILE\`, and check that this command succeeded.`,
  });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
