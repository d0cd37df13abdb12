import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import dockerignore from "@balena/dockerignore";
import pLimit from "p-limit";
import picomatch from "picomatch";

/** The files that a build takes from its context, as one hash. */
export interface ContextFiles {
  /** sha256 over path, mode and content of every file, link and folder, in hexadecimal. */
  hash: string;
  /** How many there are. */
  count: number;
  /** Reasons why they can't all be known; empty where they can. */
  unknowns: string[];
}

interface IgnoreRules {
  ignored: (path: string) => boolean;
  /** Whether something in an ignored folder may be taken nevertheless. */
  hasExceptions: boolean;
}

/**
 * Hashes what COPY and ADD take of a build context. `sources` are their paths and patterns (Go's filepath.Match;
 * a folder stands for all in it). Where a pattern isn't plain, everything under its fixed beginning counts.
 */
export async function hashContextFiles(
  context: string,
  sources: readonly string[],
  dockerfile: string,
): Promise<ContextFiles> {
  const { ignored, hasExceptions } = await readIgnore(context, dockerfile);
  const unknowns = new Set<string>();
  const entries = new Map<string, Promise<string>>();
  const limit = pLimit(16);

  async function walk(path: string, matches: (path: string) => boolean, inside: boolean): Promise<void> {
    const stats = await lstat(join(context, path)).catch(() => undefined);
    if (!stats) return;
    const taken = path === "" || inside || matches(path);
    const kept = path === "" || !ignored(path);
    if (stats.isDirectory()) {
      if (!kept && !hasExceptions) return;
      if (taken && kept && path !== "") entries.set(path, Promise.resolve(`folder ${mode(stats.mode)}`));
      for (const name of await readdir(join(context, path))) {
        await walk(
          path === "" ? name : `${path}/${name}`,
          matches,
          inside || (taken && (path !== "" || matches(""))),
        );
      }
    } else if (taken && kept && !entries.has(path)) {
      if (stats.isSymbolicLink()) {
        if (!inside) unknowns.add(`COPY follows the symbolic link ${path}`);
        entries.set(
          path,
          readlink(join(context, path)).then((target) => `link ${target}`),
        );
      } else if (stats.isFile()) {
        entries.set(
          path,
          limit(async () => `file ${mode(stats.mode)} ${await hashFile(join(context, path))}`),
        );
      }
    }
  }

  for (const source of sources) {
    const pattern = normalize(source);
    const start = fixedBeginning(pattern);
    const link = await linkOnTheWay(context, start);
    if (link) unknowns.add(`COPY follows the symbolic link ${link}`);
    await walk(start, matcher(pattern, start), false);
  }
  const lines = await Promise.all(
    [...entries].map(async ([path, entry]) => `${JSON.stringify(path)} ${await entry}\n`),
  );
  const hash = createHash("sha256").update(lines.sort().join("")).digest("hex");
  return { hash, count: lines.length, unknowns: [...unknowns] };
}

/** BuildKit takes `<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` of the context. */
async function readIgnore(context: string, dockerfile: string): Promise<IgnoreRules> {
  const text = await readFile(`${dockerfile}.dockerignore`, "utf8")
    .catch(() => readFile(join(context, ".dockerignore"), "utf8"))
    .catch(() => "");
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const rules = dockerignore.default().add(lines);
  return {
    ignored: (path) => rules.ignores(path),
    hasExceptions: lines.some((line) => line.trimStart().startsWith("!")),
  };
}

/** A path within the context: a leading `/` is its root, and nothing leads out of it. */
function normalize(source: string): string {
  return posix.normalize(`/${source}`).replace(/\/+$/, "").slice(1);
}

/** The folders before the first part with a wildcard. */
function fixedBeginning(pattern: string): string {
  const parts = pattern.split("/");
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  return wild < 0 ? pattern : parts.slice(0, wild).join("/");
}

/** Tells which paths a pattern names. Only `*` and `?` mean the same to picomatch as they do to Go. */
function matcher(pattern: string, start: string): (path: string) => boolean {
  if (pattern === start) return (path) => path === pattern;
  if (pattern.includes("[") || pattern.includes("**")) return () => true;
  return picomatch(pattern, { dot: true, nobrace: true, noextglob: true, noglobstar: true, nonegate: true });
}

async function linkOnTheWay(context: string, path: string): Promise<string | undefined> {
  const parts = path.split("/");
  for (let length = 1; length < parts.length; length++) {
    const folder = parts.slice(0, length).join("/");
    const stats = await lstat(join(context, folder)).catch(() => undefined);
    if (stats?.isSymbolicLink()) return folder;
  }
  return undefined;
}

function mode(bits: number): string {
  return (bits & 0o7777).toString(8);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
