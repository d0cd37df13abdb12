import type { SourceTree } from "#flow-source";

/** A source tree of texts by path, and how often each was read. */
export function sourceTreeOf(files: Record<string, string>): SourceTree & { reads: Map<string, number> } {
  const reads = new Map<string, number>();
  const read = (path: string): string | undefined => {
    reads.set(path, (reads.get(path) ?? 0) + 1);
    return files[path];
  };
  return {
    reads,
    paths: async () => new Set(Object.keys(files)),
    read: async (path) => read(path),
    readMany: async (paths) =>
      new Map([...paths].flatMap((path) => (path in files ? [[path, read(path) ?? ""] as const] : []))),
  };
}
