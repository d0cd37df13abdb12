import type { Pipeline, Survey } from "./survey.ts";

/** A template to copy, with what is filled in. */
export interface ChosenFile {
  /** Below workflows-templates. */
  template: string;
  /** Where it goes, from the repository's root. */
  path: string;
  /** Values by the names of inputs, such as `prefect-file`: an input of what is called, or a variable at its top. */
  settings: Readonly<Record<string, string>>;
}

/** What fits a repository, and why. */
export interface Choice {
  pipelines: Pipeline[];
  /** A sentence for each thing that decided. */
  reasons: string[];
  files: ChosenFile[];
}

/**
 * Chooses the workflows that fit.
 *
 * @param wished pipelines that somebody asks for; by what the repository has unless given
 */
export function chooseTemplates(survey: Survey, wished: readonly Pipeline[]): Choice {
  const reasons: string[] = [];
  const pipelines = wished.length > 0 ? [...wished] : fitting(survey, reasons);
  const settings = settingsOf(survey);
  if (settings["prefect-file"]) reasons.push(`Definitions are read from ${settings["prefect-file"]}.`);
  if (survey.host === "gitlab") {
    reasons.push("The remote is on GitLab: one file for its CI, with deployments alone.");
    return {
      pipelines: ["deployments"],
      reasons,
      files: [{ template: "gitlab/gitlab-ci.yml", path: ".gitlab-ci.yml", settings: {} }],
    };
  }
  if (survey.host === "other") {
    reasons.push(
      "The remote is neither on GitHub nor on GitLab: the command line does the same on any CI (docs/command-line.md).",
    );
    return { pipelines: [], reasons, files: [] };
  }
  return {
    pipelines,
    reasons,
    files: templatesOf(new Set(pipelines)).map((template) => chosen(template, settings)),
  };
}

function fitting(survey: Survey, reasons: string[]): Pipeline[] {
  const { prefectFiles, dockerfiles, versionFile, valuesFolders, poolTypes } = survey;
  const found: Pipeline[] = ["deployments"];
  const count = prefectFiles.length;
  reasons.push(
    count === 0
      ? "No file with deployments was found yet: the pipeline of deployments waits for a prefect.yaml."
      : `${count} file${count === 1 ? "" : "s"} with deployments: the pipeline of deployments.`,
  );
  const [dockerfile] = dockerfiles;
  const isProcess = poolTypes.length > 0 && poolTypes.every((type) => type === "process");
  if (dockerfile && isProcess) reasons.push(`${dockerfile} is left alone: the work pools start processes.`);
  else if (dockerfile && versionFile === null)
    reasons.push(`${dockerfile} is left alone: no file states a version, such as pyproject.toml.`);
  else if (dockerfile) {
    found.push("image");
    reasons.push(`${dockerfile}, with the version of ${versionFile}: the pipeline of the flows' image.`);
  }
  const [folder] = valuesFolders;
  if (folder !== undefined) {
    found.push("worker");
    reasons.push(`Helm values of a worker in ${folder}: the pipeline of the worker.`);
  }
  return found;
}

function settingsOf({
  prefectFiles,
  dockerfiles,
  versionFile,
  valuesFolders,
}: Survey): Record<string, string> {
  const [dockerfile] = dockerfiles;
  const [folder] = valuesFolders;
  const isPlain = prefectFiles.length === 0 || prefectFiles.join() === "prefect.yaml";
  return {
    ...(isPlain ? {} : { "prefect-file": prefectFiles.join(", ") }),
    ...(dockerfile
      ? { dockerfile, "image-files": [dockerfile, versionFile ?? "pyproject.toml"].join(", ") }
      : {}),
    ...(versionFile ? { "version-file": versionFile } : {}),
    ...(folder === undefined ? {} : { "values-folder": folder }),
  };
}

/** A worker by Helm and an image go together in one run: the release has to have the image too. */
function templatesOf(pipelines: ReadonlySet<Pipeline>): string[] {
  const [image, worker] = [pipelines.has("image"), pipelines.has("worker")];
  if (image && worker) {
    return [
      ...["prefect-platform-pull-request", "prefect-platform", "prefect-platform-close"],
      "reusable/flows-image-nightly",
    ];
  }
  return [
    ...(pipelines.has("deployments") ? ["reusable/prefect-deployments"] : []),
    ...(image ? ["pull-request", "merge", "nightly"].map((moment) => `reusable/flows-image-${moment}`) : []),
    ...(image ? ["reusable/prefect-work-pool-close"] : []),
    ...(worker
      ? ["pull-request", "merge", "close"].map((moment) => `reusable/prefect-worker-${moment}`)
      : []),
  ];
}

/** The inputs that each called workflow takes; the plain files have variables for those that they use. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  "reusable/prefect-deployments": ["prefect-file"],
  "reusable/flows-image-pull-request": ["version-file", "image-files", "dockerfile"],
  "reusable/flows-image-merge": ["version-file", "image-files", "dockerfile"],
  "reusable/prefect-worker-pull-request": ["values-folder", "version-file"],
  "reusable/prefect-worker-merge": ["values-folder", "version-file"],
  "reusable/prefect-worker-close": ["values-folder", "version-file"],
};

function chosen(template: string, settings: Readonly<Record<string, string>>): ChosenFile {
  const isCaller = template.startsWith("reusable/");
  const taken = Object.entries(settings).filter(
    ([name]) => !isCaller || (INPUTS[template] ?? []).includes(name),
  );
  return {
    template: `${template}.yml`,
    path: `.github/workflows/${template.replace(/^.*\//, "")}.yml`,
    settings: Object.fromEntries(taken),
  };
}
