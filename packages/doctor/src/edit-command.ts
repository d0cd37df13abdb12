import type { Location } from "#diagnostics";
import { shellWord } from "./shell-word.ts";

/** Opens a file at a line, as most editors of a terminal take it. */
export function editCommand({ file, line = 1 }: Location): string {
  return `"\${EDITOR:-vi}" +${line} ${shellWord(file)}`;
}
