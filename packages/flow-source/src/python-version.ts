import type { SourceTree } from "./source-tree.ts";

const known = new WeakMap<SourceTree, Map<string, Promise<number | undefined>>>();

/**
 * Minor version of the Python 3 that imports the flows: what is given, else what the nearest `.python-version` says,
 * else the least that the nearest pyproject.toml requires. A few types have no schema in older ones.
 */
export async function pythonMinorOf(
  tree: SourceTree,
  options: { folder?: string; pythonVersion?: string },
): Promise<number | undefined> {
  if (options.pythonVersion) return minorOf(options.pythonVersion);
  const folder = options.folder ?? "";
  let perFolder = known.get(tree);
  if (!perFolder) {
    perFolder = new Map();
    known.set(tree, perFolder);
  }
  let found = perFolder.get(folder);
  if (!found) {
    found = find(tree, folder);
    perFolder.set(folder, found);
  }
  return found;
}

async function find(tree: SourceTree, folder: string): Promise<number | undefined> {
  const paths = await tree.paths();
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  for (let depth = parts.length; depth >= 0; depth--) {
    const prefix = parts
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join("");
    if (paths.has(`${prefix}.python-version`)) {
      const minor = minorOf((await tree.read(`${prefix}.python-version`)) ?? "");
      if (minor !== undefined) return minor;
    }
    if (paths.has(`${prefix}pyproject.toml`)) {
      const required = /^requires-python\s*=\s*["'][^"']*>=\s*3\.(\d+)/m.exec(
        (await tree.read(`${prefix}pyproject.toml`)) ?? "",
      );
      if (required) return Number(required[1]);
    }
  }
  return undefined;
}

function minorOf(version: string): number | undefined {
  const match = /^\s*(?:cpython-|python)?3\.(\d+)/i.exec(version);
  return match ? Number(match[1]) : undefined;
}
