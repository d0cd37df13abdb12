import type { SourceTree } from "#flow-source";

/** A tree in which some files hold other texts. */
export function withTexts(tree: SourceTree, texts: ReadonlyMap<string, string>): SourceTree {
  return {
    paths: () => tree.paths(),
    read: async (path) => texts.get(path) ?? tree.read(path),
    async readMany(paths) {
      const wanted = [...paths];
      const others = await tree.readMany(wanted.filter((path) => !texts.has(path)));
      return new Map([
        ...others,
        ...wanted.flatMap((path) => (texts.has(path) ? [[path, texts.get(path) as string] as const] : [])),
      ]);
    },
  };
}
