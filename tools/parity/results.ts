import { appendFile, readFile } from "node:fs/promises";
import { jsonText, parseJson } from "#json";

/** Reads JSON lines; a file that isn't there yet has none. */
export async function readJsonLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parseJson(line) as T);
}

export async function appendJsonLine(path: string, value: object): Promise<void> {
  await appendFile(path, `${jsonText(value)}\n`);
}
