import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceTree } from "#flow-source";

/** The files of a folder as a source tree. */
export class FolderTree implements SourceTree {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async paths(): Promise<ReadonlySet<string>> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return new Set(files.map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1)));
  }

  read(path: string): Promise<string | undefined> {
    return readFile(join(this.folder, path), "utf8").catch(() => undefined);
  }

  async readMany(paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const entries = await Promise.all([...paths].map(async (path) => [path, await this.read(path)] as const));
    return new Map(entries.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
  }
}

/** A source tree of texts. */
export function treeOf(files: { readonly [path: string]: string }): SourceTree {
  const map = new Map(Object.entries(files));
  return {
    paths: async () => new Set(map.keys()),
    read: async (path) => map.get(path),
    readMany: async (paths) =>
      new Map([...paths].flatMap((path) => (map.has(path) ? [[path, map.get(path) ?? ""]] : []))),
  };
}
