import { parseEnv } from "node:util";
import { parse, TomlError } from "smol-toml";
import { type SourceTree, undecodable } from "#flow-source";

/** The work pool that Prefect's settings give to deployments without one, or why they can't be read. */
export interface DefaultWorkPool {
  /** Null where no setting names one. */
  name: string | null;
  /** What makes Prefect fail on its settings, with file and place. */
  fault?: string;
}

/** Variables that name it, the one that goes before the other first. */
const VARIABLES = ["PREFECT_DEPLOYMENTS_DEFAULT_WORK_POOL_NAME", "PREFECT_DEFAULT_WORK_POOL_NAME"] as const;

const PATH = ["deployments", "default_work_pool_name"];

const SETTINGS_FILE = /(?:^|\/)(?:\.env|prefect\.toml|pyproject\.toml)$/;

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

/** Files that Prefect takes settings from, of the folder that it runs in. */
export function settingsFiles(folder: string): string[] {
  return [".env", "prefect.toml", "pyproject.toml"].map((name) =>
    folder === "" ? name : `${folder}/${name}`,
  );
}

/** Settings files that may count for the deployments of these files: those beside them, and those at the root. */
export function settingsOf(files: readonly string[]): string[] {
  const folders = new Set(["", ...files.map(folderOf)]);
  return [...folders].flatMap(settingsFiles);
}

/** The pool of each folder, read when it is first asked for: most deployments name one themselves. */
export function folderSettings(texts: ReadonlyMap<string, string>): (folder: string) => DefaultWorkPool {
  const known = new Map<string, DefaultWorkPool>();
  return (folder) => {
    const pool = known.get(folder) ?? poolOfFiles(folder, texts);
    known.set(folder, pool);
    return pool;
  };
}

/** Whether a folder's settings name another pool in one tree than in the other, of which these paths differ. */
export async function isDefaultPoolChanged(
  base: SourceTree,
  head: SourceTree,
  changed: Iterable<string>,
): Promise<boolean> {
  const folders = new Set([...changed].filter((path) => SETTINGS_FILE.test(path)).map(folderOf));
  if (folders.size === 0) return false;
  const files = [...folders].flatMap(settingsFiles);
  const [before, after] = await Promise.all([base.readMany(files), head.readMany(files)]);
  return [...folders].some((folder) => poolOfFiles(folder, before).name !== poolOfFiles(folder, after).name);
}

/** The pool that the environment names; undefined where it says nothing, and empty where it says: none. */
export function poolOfEnvironment(env: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const name of VARIABLES) {
    const value = env[name] ?? env[name.toLowerCase()];
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * The pool that the files of a folder name (`PrefectBaseSettings.settings_customise_sources`): `.env`, else
 * `prefect.toml`, else the table `tool.prefect` of `pyproject.toml`.
 */
export function poolOfFiles(folder: string, texts: ReadonlyMap<string, string>): DefaultWorkPool {
  const [dotenv = "", ...tomls] = settingsFiles(folder);
  const faults: string[] = [];
  const names = [
    poolOfDotenv(textOf(texts, dotenv, faults), dotenv, faults),
    ...tomls.map((file) => {
      const text = textOf(texts, file, faults);
      if (text === undefined) return undefined;
      const header = file.endsWith("pyproject.toml") ? ["tool", "prefect"] : [];
      return poolOfToml(text, file, [...header, ...PATH], faults);
    }),
  ];
  const [fault] = faults;
  const name = names.find((one) => one !== undefined) || null;
  return fault === undefined ? { name } : { name, fault };
}

function textOf(texts: ReadonlyMap<string, string>, file: string, faults: string[]): string | undefined {
  const text = texts.get(file);
  const bad = text === undefined ? undefined : undecodable(text);
  if (bad) faults.push(`${file}:${bad.line}:${bad.column}: it is not UTF-8.`);
  return bad ? undefined : text;
}

function poolOfDotenv(text: string | undefined, file: string, faults: string[]): string | undefined {
  if (text === undefined || !/default_work_pool_name/i.test(text)) return undefined;
  const value = poolOfEnvironment(parseEnv(text));
  if (!value?.includes("${")) return value;
  faults.push(`${file} makes the pool's name of other variables, which is not done here.`);
  return undefined;
}

function poolOfToml(
  text: string,
  file: string,
  path: readonly string[],
  faults: string[],
): string | undefined {
  try {
    let value: unknown = parse(text);
    for (const key of path) {
      if (!isTable(value)) {
        faults.push(`${file} has no table ${path.slice(0, -1).join(".")}, but a value in its place.`);
        return undefined;
      }
      value = Object.hasOwn(value, key) ? value[key] : key === path.at(-1) ? undefined : {};
    }
    if (value === undefined || typeof value === "string") return value;
    faults.push(`${file}: ${PATH.at(-1)} is no text.`);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.split("\n");
    faults.push(`${file}:${error.line}:${error.column}: ${what}`);
  }
  return undefined;
}

function isTable(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
