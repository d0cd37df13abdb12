import type { Location } from "#diagnostics";
import type { Frame } from "./probe/probe-protocol.ts";

/** How an import came to the place where it failed. */
export interface ImportChain {
  /** `flows/orders.py:3`, `lib/clean.py:1`; of installed packages `pandas/__init__.py:16`. */
  steps: string[];
  /** The last place of the repository on the way. */
  location: Location | undefined;
}

/** Installed packages that are passed through are told by their first and last place. */
const MOST_OUTSIDE = 2;

/**
 * The way from the flow's file to the place of an exception. What Prefect and Python do before the flow's file begins,
 * and between two imports, is left out.
 *
 * @param frames the outermost first
 * @param root folder of the repository's files: an absolute path
 */
export function importChain(frames: readonly Frame[], root: string): ImportChain {
  const isOwn = ([file]: Frame) => file.startsWith(`${root}/`);
  const first = frames.findIndex(isOwn);
  const way = first < 0 ? [] : frames.slice(first).filter((frame) => isOwn(frame) || isModuleLevel(frame));
  const last = way.findLast(isOwn);
  const steps: string[] = [];
  let outside: string[] = [];
  const flush = () => {
    const left = outside.length > MOST_OUTSIDE ? [outside[0], "...", outside.at(-1)] : outside;
    steps.push(...left.filter((step) => step !== undefined));
    outside = [];
  };
  for (const frame of way) {
    const [file, line] = frame;
    if (!isOwn(frame)) {
      outside.push(`${packagePath(file)}:${line}`);
      continue;
    }
    flush();
    const step = `${file.slice(root.length + 1)}:${line}`;
    if (steps.at(-1) !== step) steps.push(step);
  }
  flush();
  return {
    steps,
    location: last && { file: last[0].slice(root.length + 1), line: last[1] },
  };
}

const isModuleLevel = ([file, , name]: Frame) => name === "<module>" && !file.startsWith("<");

/** A file of an installed package as it is imported: `pandas/core/api.py`. */
function packagePath(file: string): string {
  return file.replace(/^.*\/(?:site-packages|dist-packages|lib\/python3(?:\.\d+)?)\//, "");
}
