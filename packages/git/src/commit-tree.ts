import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { SourceTree } from "#flow-source";
import { decodeBytes } from "./decode-text.ts";
import type { Git } from "./git-command.ts";
import { followLinks } from "./symbolic-links.ts";

/** The files of one commit. */
export interface CommitTree extends SourceTree {
  /** Path to blob id: two trees hold the same content at a path when the ids are the same. */
  blobs(): Promise<ReadonlyMap<string, string>>;
  /** Path of each submodule to the commit it stands at. Their files are not part of the tree. */
  submodules(): Promise<ReadonlyMap<string, string>>;
}

/** Blob ids to contents; ids that the repository doesn't hold are left out. */
export type ReadBlobs = (ids: Iterable<string>) => Promise<ReadonlyMap<string, string>>;

/** See `Repository.treeAt`. Symbolic links are followed inside the tree; others are left out. */
export function commitTree(git: Git, readBlobs: ReadBlobs, commit: string): CommitTree {
  let listed: Promise<{ blobs: Map<string, string>; submodules: Map<string, string> }> | undefined;
  let known: Promise<ReadonlySet<string>> | undefined;

  async function list() {
    const { stdout } = await git(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]);
    const blobs = new Map<string, string>();
    const links = new Map<string, string>();
    const submodules = new Map<string, string>();
    for (const entry of stdout.split("\0")) {
      if (entry === "") continue;
      const [mode, type, id] = entry.slice(0, entry.indexOf("\t")).split(" ") as [string, string, string];
      const path = entry.slice(entry.indexOf("\t") + 1);
      const kind = type === "commit" ? submodules : mode === "120000" ? links : blobs;
      kind.set(path, id);
    }
    if (links.size > 0) {
      const targets = await readBlobs(links.values());
      followLinks(
        blobs,
        [...links].map(([path, id]) => [path, targets.get(id) ?? ""] as const),
      );
    }
    return { blobs, submodules };
  }

  const listing = () => (listed ??= list());
  const blobs = async () => (await listing()).blobs;

  async function readMany(paths: Iterable<string>) {
    const ids = await blobs();
    const wanted = [...paths].flatMap((path) => {
      const id = ids.get(path);
      return id === undefined ? [] : [[path, id] as const];
    });
    const contents = await readBlobs(wanted.map(([, id]) => id));
    return new Map(
      wanted.flatMap(([path, id]) => {
        const content = contents.get(id);
        return content === undefined ? [] : [[path, content] as const];
      }),
    );
  }

  return {
    blobs,
    submodules: async () => (await listing()).submodules,
    paths: () => (known ??= blobs().then((ids) => new Set(ids.keys()))),
    read: async (path) => (await readMany([path])).get(path),
    readMany,
  };
}

/**
 * Reads each blob once. What is asked for at the same moment shares one `git cat-file --batch`: starting a process
 * costs more than reading a file.
 */
export function blobReader(git: Git): ReadBlobs {
  const contents = new Map<string, Promise<string | undefined>>();
  let batch: { ids: string[]; contents: Promise<Map<string, string>> } | undefined;

  function openBatch() {
    const ids: string[] = [];
    const closed = setImmediate().then(() => {
      batch = undefined;
    });
    return { ids, contents: closed.then(() => readBatch(git, ids)) };
  }

  function read(id: string): Promise<string | undefined> {
    let content = contents.get(id);
    if (content === undefined) {
      batch ??= openBatch();
      batch.ids.push(id);
      content = batch.contents.then((found) => found.get(id));
      contents.set(id, content);
    }
    return content;
  }

  return async (ids) => {
    const wanted = [...new Set(ids)];
    const found = await Promise.all(wanted.map(read));
    return new Map(
      wanted.flatMap((id, index) => {
        const content = found[index];
        return content === undefined ? [] : [[id, content] as const];
      }),
    );
  };
}

/**
 * A name that no object can have is asked for after each blob: git answers it with a line that nobody can foresee, which
 * parts the contents. The bracket, which no ref may hold, spares git from looking for one.
 */
async function readBatch(git: Git, ids: readonly string[]): Promise<Map<string, string>> {
  const mark = `[${randomUUID()}`;
  const { stdout } = await git(["cat-file", "--batch"], {
    encoding: "latin1",
    input: ids.map((id) => `${id}\n${mark}\n`).join(""),
  });
  const contents = new Map<string, string>();
  for (const answer of stdout.split(`\n${mark} missing\n`)) {
    const headerEnd = answer.indexOf("\n");
    const [id, type] = answer.slice(0, headerEnd === -1 ? undefined : headerEnd).split(" ");
    if (type === "blob") contents.set(id as string, decodeBytes(answer.slice(headerEnd + 1)));
  }
  return contents;
}
