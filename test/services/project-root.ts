import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The repository's root. */
export const projectRoot = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  return existsSync(join(folder, "package-lock.json")) ? folder : findRoot(dirname(folder));
}
