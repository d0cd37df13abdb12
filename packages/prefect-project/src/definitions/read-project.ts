import { type Fault, toldOnce } from "#diagnostics";
import { type SourceTree, undecodable } from "#flow-source";
import { repositoryPath } from "#git";
import { shortened } from "../model/told.ts";
import { PyDict } from "../python-value.ts";
import { type LoadedYaml, loadYaml } from "../yaml/load.ts";
import { type ScalarNode, YamlError } from "../yaml/nodes.ts";
import type { Anchors } from "../yaml/parser.ts";
import type { BrokenFile, Project, ProjectFiles } from "./definition.ts";
import { definitionsOf, type ReadDefinitions } from "./definitions.ts";
import { locationOf } from "./locate.ts";
import { layOver, type Overlay, readOverlay } from "./overlay.ts";
import { folderSettings, settingsOf } from "./prefect-settings.ts";
import { findProjectFiles } from "./project-files.ts";

/**
 * Reads every deployment that a project's files declare, with every fault of every file. The files are read from
 * `tree`, so that a commit's definitions can be read without a checkout. A file that is not sound is told of and hinders
 * no other one, unless it is the base file or the overlay file.
 *
 * Entry points are relative to the repository's root, wherever a file lies: that is what
 * `prefect deploy --prefect-file team/prefect.yaml` means when it is run there. Where that script isn't there, they are
 * relative to the file's own folder, see `entryFolder`.
 */
export async function readProject(tree: SourceTree, projectFiles: ProjectFiles): Promise<Project> {
  const paths = await tree.paths();
  const { files, absent, unmatched, warnings } = findProjectFiles(paths, projectFiles.prefectFiles);
  const [basePath, overlayPath] = [projectFiles.baseFile, projectFiles.overlayFile].map((path) =>
    path === undefined ? undefined : repositoryPath(path),
  );
  const others = files.filter(({ path }) => path !== basePath && path !== overlayPath);
  const special = [basePath, overlayPath].filter((path) => path !== undefined);
  const wanted = [...special, ...others.map(({ path }) => path)];
  const texts = await tree.readMany([...wanted, ...settingsOf(wanted).filter((path) => paths.has(path))]);

  const base =
    basePath === undefined
      ? undefined
      : { ...readFile(texts, basePath, undefined, "base file"), role: "base" as const };
  const anchors = base?.loaded?.anchors;
  const own = [
    ...(base ? [base] : []),
    ...others.map(({ path, named }) => ({
      ...readFile(texts, path, anchors),
      role: named ? ("named" as const) : ("found" as const),
    })),
  ];
  const overlay = overlayPath === undefined ? null : readOverlayFile(texts, overlayPath, anchors);
  const whole = overlay ? layOverAll(overlay, own) : { files: own, faults: [] };
  // Without them nothing is what it is meant to be.
  const isNothingSure = whole.faults.length > 0 || (base !== undefined && base.faults.length > 0);

  const place = { paths, defaultPool: folderSettings(texts) };
  const loadedBase = base?.loaded?.value instanceof PyDict ? base.loaded : undefined;
  const read = whole.files.map(({ path, role, loaded, faults }): DefinedFile => {
    const isLeft = isNothingSure && role !== "base";
    if (loaded === undefined || isLeft)
      return { path, faults: isLeft ? [] : faults, definitions: [], warnings: [], isBroken: isNothingSure };
    const inBase = role === "base" ? undefined : loadedBase;
    const defined = definitionsOf(loaded, { ...place, file: path, role, base: inBase });
    const told = [...loaded.doubtful.map(doubtfulMerge), ...defined.warnings];
    return { path, ...defined, warnings: told, isBroken: isNothingSure };
  });
  const broken: BrokenFile[] = [
    ...absent.map(({ path, fault }) => ({ path, faults: [fault], definitions: [] })),
    ...(overlayPath !== undefined && whole.faults.length > 0
      ? [{ path: overlayPath, faults: whole.faults, definitions: [] }]
      : []),
    ...read
      .filter(({ faults, isBroken }) => isBroken || faults.length > 0)
      .map(({ path, faults, definitions }) => ({ path, faults: toldOnce(faults), definitions })),
  ];
  return {
    definitions: read.flatMap(({ faults, isBroken, definitions }) =>
      faults.length > 0 || isBroken ? [] : definitions,
    ),
    files: wanted.filter((path) => texts.has(path)),
    broken,
    faults: broken.flatMap(({ faults }) => faults),
    unmatched,
    warnings: [...warnings, ...toldOnce(read.flatMap((file) => file.warnings))],
  };
}

/** A file as YAML; why it is none, where it isn't. */
interface ReadFile {
  path: string;
  loaded: LoadedYaml | undefined;
  faults: Fault[];
}

interface DefinedFile extends ReadDefinitions {
  path: string;
  isBroken: boolean;
}

function readFile(
  texts: ReadonlyMap<string, string>,
  path: string,
  inherited: Anchors | undefined,
  what = "file",
): ReadFile {
  const read = readText(texts, path, what, (text) => loadYaml(text, path, inherited));
  return { path, loaded: read.result, faults: read.faults };
}

function readOverlayFile(texts: ReadonlyMap<string, string>, path: string, inherited: Anchors | undefined) {
  return readText(texts, path, "overlay file", (text) => readOverlay(text, path, inherited));
}

/** Lays an overlay over every file that is YAML. */
function layOverAll<File extends ReadFile>(
  { result: overlay, faults }: ReadText<Overlay>,
  files: readonly File[],
): { files: readonly File[]; faults: Fault[] } {
  if (overlay === undefined) return { files, faults };
  const isRead = (file: File): file is File & { loaded: LoadedYaml } => file.loaded !== undefined;
  const sound = files.filter(isRead);
  try {
    const laid = layOver(overlay, sound, sound.length === files.length);
    const byPath = new Map(laid.files.map((file) => [file.path, file]));
    return { files: files.map((file) => byPath.get(file.path) ?? file), faults: laid.faults };
  } catch (error) {
    return { files, faults: [syntaxFault(error)] };
  }
}

interface ReadText<Result> {
  result: Result | undefined;
  faults: Fault[];
}

function readText<Result>(
  texts: ReadonlyMap<string, string>,
  path: string,
  what: string,
  read: (text: string) => Result,
): ReadText<Result> {
  const refused = (fault: Fault): ReadText<Result> => ({ result: undefined, faults: [fault] });
  const text = texts.get(path);
  if (text === undefined) {
    const message = what === "file" ? "The file can't be read." : `There is no ${what} ${path}.`;
    const location = what === "file" ? { location: { file: path } } : {};
    return refused({ code: "definition-file-missing", message, ...location });
  }
  const unreadable = encodingFault(text, path);
  if (unreadable) return refused(unreadable);
  try {
    return { result: read(text), faults: [] };
  } catch (error) {
    return refused(syntaxFault(error));
  }
}

/** @throws whatever else it is */
function syntaxFault(error: unknown): Fault {
  if (!(error instanceof YamlError)) throw error;
  return { code: "definition-syntax", message: shortened(error.message), location: locationOf(error.mark) };
}

function doubtfulMerge({ value, mark }: ScalarNode): Fault {
  return {
    code: "merge-doubtful",
    message: `Several of the merged mappings have the key ${shortened(value)}: the first one's counts here, as YAML has it and PyYAML up to 6.0.3, and the last one's for PyYAML 6.0.4.`,
    location: locationOf(mark),
    fix: "Write the key beside the merge, or take it out of all but one of them.",
  };
}

/** Prefect opens its files as UTF-8, and fails on anything else. */
function encodingFault(text: string, file: string): Fault | undefined {
  const found = undecodable(text);
  if (!found) return undefined;
  const { byte, line, column } = found;
  const isWide = line === 1 && column === 1 && (byte === 0xff || byte === 0xfe);
  return {
    code: "definition-encoding",
    message: `The file is not UTF-8${isWide ? ", but UTF-16 by its first bytes" : `: the byte 0x${byte.toString(16)} is no part of a character`}.`,
    location: { file, line, column },
    fix: "Save it as UTF-8.",
  };
}
