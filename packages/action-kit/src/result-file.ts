import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { jsonText } from "#json";
import { redact } from "./secrets.ts";

/**
 * Writes what following steps read to a file of the job. Lists travel so, since a step's inputs are environment variables,
 * and Linux starts no program with one of more than 128 KiB.
 *
 * @param name such as `changes.json`
 * @returns path of the file
 */
export async function writeResultFile(name: string, value: unknown): Promise<string> {
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), "prefect-cicd-"));
  const file = join(folder, name);
  await writeFile(file, `${redact(jsonText(value, { indent: 2 }))}\n`);
  return file;
}

/**
 * Text of a file that an input names; a relative path starts at the workspace.
 *
 * @throws FaultError where it can't be read
 */
export async function readResultFile(input: string, path: string): Promise<string> {
  try {
    return await readFile(resolve(readContext().workspace, path), "utf8");
  } catch (error) {
    throw new FaultError({
      code: "file-unreadable",
      message: `Input \`${input}\` names ${path}, which can't be read (${(error as NodeJS.ErrnoException).code}).`,
      fix: "Give it the output of a step of the same job: files of other jobs are not there.",
    });
  }
}

/** GitHub takes 1 MiB of outputs a job; and a step gets no input of more than 128 KiB. */
const LONGEST_LIST = 96 * 1024;

/**
 * A list (or map) for an output: as JSON, or empty where it is too long for a following step's input.
 *
 * @param tooLong told once for all that are
 */
export function shortOutput(value: unknown, tooLong: () => void): string {
  const text = jsonText(value);
  if (Buffer.byteLength(text) <= LONGEST_LIST) return text;
  tooLong();
  return "";
}
