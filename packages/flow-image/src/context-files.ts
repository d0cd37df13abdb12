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

/** One thing that a build takes from its context. */
export interface ContextEntry {
  /** From the context's root, with forward slashes. */
  path: string;
  kind: "file" | "folder" | "link";
  /** Permission bits. */
  mode: number;
  /** True for what COPY names itself, false for what comes with a folder. */
  named: boolean;
}

/** Hashes what COPY and ADD take of a build context; see {@link listContextFiles}. */
export async function hashContextFiles(
  context: string,
  sources: readonly string[],
  dockerfile: string,
): Promise<ContextFiles> {
  const entries = await listContextFiles(context, sources, dockerfile);
  const limit = pLimit(16);
  const lines = await Promise.all(
    entries.map((entry) => limit(async () => `${describe(entry)} ${await contentOf(context, entry)}\n`)),
  );
  const links = entries.filter(({ kind, named }) => kind === "link" && named);
  return {
    hash: createHash("sha256").update(lines.sort().join("")).digest("hex"),
    count: entries.filter(({ kind }) => kind !== "folder").length,
    unknowns: links.map(({ path }) => `COPY follows the symbolic link ${path}`),
  };
}

/**
 * What COPY and ADD take of a build context. `sources` are their paths and patterns (Go's filepath.Match; a folder
 * stands for all in it). Where a pattern isn't plain, everything under its fixed beginning counts.
 */
export async function listContextFiles(
  context: string,
  sources: readonly string[],
  dockerfile: string,
): Promise<ContextEntry[]> {
  const rules = await readIgnore(context, dockerfile);
  const found = new Map<string, ContextEntry>();
  for (const source of sources) {
    const pattern = normalize(source);
    const start = fixedBeginning(pattern);
    const link = await linkOnTheWay(context, start);
    if (link) found.set(link, { path: link, kind: "link", mode: 0, named: true });
    await walk(context, start, matcher(pattern, start), false, rules, found);
  }
  return [...found.values()];
}

/** Adds what is at `path` and below; `inside` says that a folder above was taken, and all in it with it. */
async function walk(
  context: string,
  path: string,
  matches: (path: string) => boolean,
  inside: boolean,
  rules: IgnoreRules,
  found: Map<string, ContextEntry>,
): Promise<void> {
  const stats = await lstat(join(context, path)).catch(() => undefined);
  if (!stats) return;
  const isKept = path === "" || !rules.ignored(path);
  const isTaken = inside || matches(path);
  const kind = stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "link";
  const isPlain = kind !== "link" || stats.isSymbolicLink();
  if (path !== "" && isKept && isTaken && isPlain && !found.has(path)) {
    found.set(path, { path, kind, mode: stats.mode & 0o7777, named: !inside });
  }
  if (kind !== "folder" || !(isKept || rules.hasExceptions)) return;
  for (const name of await readdir(join(context, path))) {
    await walk(context, posix.join(path, name), matches, isTaken, rules, found);
  }
}

function describe({ path, kind, mode }: ContextEntry): string {
  return `${JSON.stringify(path)} ${kind} ${kind === "link" ? "" : mode.toString(8)}`;
}

async function contentOf(context: string, { path, kind }: ContextEntry): Promise<string> {
  if (kind === "folder") return "";
  if (kind === "link") return readlink(join(context, path));
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(join(context, path), { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
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
