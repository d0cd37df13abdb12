import { type Fault, toldOnce } from "#diagnostics";
import { type SourceTree, undecodable } from "#flow-source";
import { repositoryPath } from "#git";
import { shortened } from "../model/told.ts";
import { PyDict } from "../python-value.ts";
import { type LoadedYaml, loadYaml } from "../yaml/load.ts";
import { type ScalarNode, YamlError } from "../yaml/nodes.ts";
import type { BrokenFile, Project, ProjectFiles } from "./definition.ts";
import { definitionsOf, type FileContext, type ReadDefinitions } from "./definitions.ts";
import { locationOf } from "./locate.ts";
import { folderSettings, settingsOf } from "./prefect-settings.ts";
import { findProjectFiles } from "./project-files.ts";

/**
 * Reads every deployment that a project's files declare, with every fault of every file. The files are read from
 * `tree`, so that a commit's definitions can be read without a checkout. A file that is not sound is told of and hinders
 * no other one, unless it is the base file.
 *
 * Entry points are relative to the repository's root, wherever a file lies: that is what
 * `prefect deploy --prefect-file team/prefect.yaml` means when it is run there. Where that script isn't there, they are
 * relative to the file's own folder, see `entryFolder`.
 */
export async function readProject(
  tree: SourceTree,
  { prefectFiles, baseFile }: ProjectFiles,
): Promise<Project> {
  const paths = await tree.paths();
  const { files, absent, unmatched, warnings } = findProjectFiles(paths, prefectFiles);
  const basePath = baseFile === undefined ? undefined : repositoryPath(baseFile);
  const others = files.filter(({ path }) => path !== basePath);
  const wanted = [...(basePath === undefined ? [] : [basePath]), ...others.map(({ path }) => path)];
  const texts = await tree.readMany([...wanted, ...settingsOf(wanted).filter((path) => paths.has(path))]);
  const shared = { paths, defaultPool: folderSettings(texts) };

  const base = basePath === undefined ? undefined : readBase(texts.get(basePath), basePath, shared);
  const isBaseBroken = base !== undefined && base.faults.length > 0;
  const read = others.map(({ path, named }) =>
    isBaseBroken
      ? { ...nothingOf(path), isBroken: true }
      : readFile(texts.get(path), path, base?.loaded, { ...shared, role: named ? "named" : "found" }),
  );
  const all = [...(base ? [base] : []), ...read];
  const broken: BrokenFile[] = [
    ...absent.map(({ path, fault }) => ({ path, faults: [fault], definitions: [] })),
    ...all
      .filter(({ faults, isBroken }) => isBroken || faults.length > 0)
      .map(({ path, faults, definitions }) => ({ path, faults: toldOnce(faults), definitions })),
  ];
  return {
    definitions: all.flatMap(({ faults, definitions }) => (faults.length > 0 ? [] : definitions)),
    files: wanted.filter((path) => texts.has(path)),
    broken,
    faults: broken.flatMap(({ faults }) => faults),
    unmatched,
    warnings: [...warnings, ...toldOnce(all.flatMap((file) => file.warnings))],
  };
}

interface ReadFile extends ReadDefinitions {
  path: string;
  loaded: LoadedYaml | undefined;
  isBroken: boolean;
}

function nothingOf(path: string): ReadFile {
  return { path, definitions: [], faults: [], warnings: [], loaded: undefined, isBroken: false };
}

function readBase(
  text: string | undefined,
  path: string,
  shared: Omit<FileContext, "file" | "base" | "role">,
) {
  if (text !== undefined) return readFile(text, path, undefined, { ...shared, role: "base" });
  const fault: Fault = { code: "definition-file-missing", message: `There is no base file ${path}.` };
  return { ...nothingOf(path), faults: [fault] };
}

function readFile(
  text: string | undefined,
  path: string,
  base: LoadedYaml | undefined,
  context: Omit<FileContext, "file" | "base">,
): ReadFile {
  if (text === undefined) {
    const message = "The file can't be read.";
    return {
      ...nothingOf(path),
      faults: [{ code: "definition-file-missing", message, location: { file: path } }],
    };
  }
  const unreadable = encodingFault(text, path);
  if (unreadable) return { ...nothingOf(path), faults: [unreadable] };
  try {
    const loaded = loadYaml(text, path, base?.anchors);
    const topLevel = base?.value instanceof PyDict ? base : undefined;
    const read = definitionsOf(loaded, { ...context, file: path, base: topLevel });
    const warnings = [...loaded.doubtful.map(doubtfulMerge), ...read.warnings];
    return { ...nothingOf(path), ...read, warnings, loaded };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return {
      ...nothingOf(path),
      faults: [
        { code: "definition-syntax", message: shortened(error.message), location: locationOf(error.mark) },
      ],
    };
  }
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
