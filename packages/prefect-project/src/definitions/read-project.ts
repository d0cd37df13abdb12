import type { Fault } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import { repositoryPath } from "#git";
import { PyDict } from "../python-value.ts";
import { type LoadedYaml, loadYaml } from "../yaml/load.ts";
import { YamlError } from "../yaml/nodes.ts";
import type { DeploymentDefinition, Project, ProjectFiles } from "./definition.ts";
import { definitionsOf } from "./definitions.ts";
import { locationOf } from "./locate.ts";
import { findProjectFiles } from "./project-files.ts";

/**
 * Reads every deployment that a project's files declare, with every fault of every file. The files are read from
 * `tree`, so that a commit's definitions can be read without a checkout.
 *
 * Entry points are relative to the repository's root, wherever a file lies: that is what
 * `prefect deploy --prefect-file team/prefect.yaml` means when it is run there. Where that script isn't there, they are
 * relative to the file's own folder, see `entryFolder`.
 */
export async function readProject(
  tree: SourceTree,
  { prefectFiles, baseFile }: ProjectFiles,
): Promise<Project> {
  const { files, faults } = await findProjectFiles(tree, prefectFiles);
  const basePath = baseFile === undefined ? undefined : repositoryPath(baseFile);
  const others = files.filter(({ path }) => path !== basePath);
  const paths = await tree.paths();
  const texts = await tree.readMany([...(basePath ? [basePath] : []), ...others.map(({ path }) => path)]);
  const project: Project = { definitions: [], files: [], faults, warnings: [] };

  let base: LoadedYaml | undefined;
  if (basePath !== undefined) {
    const text = texts.get(basePath);
    if (text === undefined) faults.push({ message: `There is no base file ${baseFile}.` });
    else {
      project.files.push(basePath);
      base = load(text, basePath, undefined, faults);
      if (base) add(project, definitionsOf(base, { file: basePath, role: "base", base: undefined, paths }));
    }
  }
  for (const { path, named } of others) {
    const text = texts.get(path);
    if (text === undefined) {
      faults.push({ message: "The file can't be read.", location: { file: path } });
      continue;
    }
    project.files.push(path);
    const loaded = load(text, path, base, faults);
    if (loaded)
      add(
        project,
        definitionsOf(loaded, { file: path, role: named ? "named" : "found", base: topLevel(base), paths }),
      );
  }
  return project;
}

function load(
  text: string,
  file: string,
  base: LoadedYaml | undefined,
  faults: Fault[],
): LoadedYaml | undefined {
  try {
    return loadYaml(text, file, base?.anchors);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    faults.push({ message: error.message, location: locationOf(error.mark) });
    return undefined;
  }
}

function topLevel(base: LoadedYaml | undefined): LoadedYaml | undefined {
  return base?.value instanceof PyDict ? base : undefined;
}

function add(
  project: Project,
  read: { definitions: DeploymentDefinition[]; faults: Fault[]; warnings: Fault[] },
): void {
  project.definitions.push(...read.definitions);
  project.faults.push(...read.faults);
  project.warnings.push(...read.warnings);
}
