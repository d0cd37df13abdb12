import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Fault, FaultError } from "#diagnostics";
import {
  type Choice,
  chooseTemplates,
  type GhStep,
  ghSteps,
  type ReplacedLine,
  replacedLines,
  type Stamp,
  type Survey,
  settingsIn,
  stamped,
  withSettings,
} from "#repository-setup";
import { reachServer } from "../doctor/gather-server.ts";
import { nearestTemplate } from "../nearest-template.ts";
import type { InitValues } from "../options/init.ts";
import { openSource } from "../source.ts";
import type { Suite } from "../suite.ts";
import type { Surroundings } from "../surroundings.ts";
import { releaseStamp } from "./release-stamp.ts";
import { surveyRepository } from "./survey-repository.ts";

export type InitOptions = InitValues &
  Pick<Surroundings, "run" | "folder" | "env" | "reporter" | "ci"> & { suite: Suite };

/** A file that is to be written. */
export interface InitFile {
  path: string;
  text: string;
  /** `new`, or what it does to a file that is there: nothing is ever written over but by `update`. */
  kind: "new" | "kept" | "updated" | "unchanged";
  /** Settings of the file before that have no place in the new one, and lines of it that are not in any template. */
  lost: string[];
}

/** All that an init comes to; nothing of it is done yet. */
export interface InitPlan {
  root: string;
  reasons: string[];
  files: InitFile[];
  replaced: ReplacedLine[];
  steps: GhStep[];
  stamp: Stamp | null;
}

/**
 * Looks at a repository and decides what is to be written. Nothing is written and no server is changed.
 *
 * @throws FaultError where templates or the release's commit are missing
 */
export async function planInit(options: InitOptions): Promise<InitPlan> {
  const { run, suite, update, pipelines, defaultBranch: given, releaseCommit } = options;
  const repository = await openSource(options);
  const server = { ...options, connection: {} };
  const client = options.env.PREFECT_API_URL ? (await reachServer(server)).client : null;
  const survey = await surveyRepository(run, repository, given, client);
  const stampOf = (sample: string) => releaseStamp(run, suite, releaseCommit, sample);
  const { root } = repository;
  if (update) return { root, ...(await updated(survey, suite, stampOf)), replaced: [], steps: [] };
  const choice = chooseTemplates(survey, pipelines);
  const { files, stamp } = await filled(choice, survey, suite, root, stampOf);
  const byHand = new Map([...survey.workflows].filter(([, text]) => !text.includes(`${suite.repository}/`)));
  return {
    ...{ root, reasons: choice.reasons, files, stamp, replaced: replacedLines(byHand) },
    steps: survey.host === "github" ? ghSteps(wishesOf(survey, choice, files)) : [],
  };
}

type StampOf = (sample: string) => Promise<Stamp>;

async function filled(
  { files }: Choice,
  { defaultBranch }: Survey,
  { templates }: Suite,
  root: string,
  stampOf: StampOf,
): Promise<Pick<InitPlan, "files" | "stamp">> {
  const made: InitFile[] = [];
  let stamp: Stamp | null = null;
  for (const { template, path, settings } of files) {
    const text = await readTemplate(join(templates, template));
    const { text: set } = withSettings(text, { branches: [defaultBranch], values: settings });
    const isGitHub = path.startsWith(".github/");
    if (isGitHub) stamp ??= await stampOf(text);
    const kind = existsSync(join(root, path)) ? "kept" : "new";
    made.push({ path, text: stamp && isGitHub ? stamped(set, stamp) : set, kind, lost: [] });
  }
  return { files: made, stamp };
}

/** Each copied file from its template of this release, with what was set in it. */
async function updated(
  { workflows }: Survey,
  { templates, repository }: Suite,
  stampOf: StampOf,
): Promise<Pick<InitPlan, "files" | "stamp" | "reasons">> {
  const files: InitFile[] = [];
  let stamp: Stamp | null = null;
  for (const [path, before] of workflows) {
    if (!before.includes(`uses: ${repository}/`)) continue;
    const template = await nearestTemplate(templates, path, before);
    stamp ??= await stampOf(template ?? "");
    // One that was renamed, or written by its owner, gets the release's commit and stays otherwise.
    const { text, unplaced } = template
      ? withSettings(template, settingsIn(before))
      : { text: before, unplaced: [] };
    const after = stamped(text, stamp);
    const lost = template
      ? [...unplaced.map((name) => `the setting ${name}`), ...ownLines(before, after)]
      : [];
    files.push({ path, text: after, kind: after === before ? "unchanged" : "updated", lost });
  }
  const told =
    files.length === 1
      ? "One workflow here uses this suite."
      : `${files.length || "No"} workflows here use this suite.`;
  return { files, stamp, reasons: [told] };
}

/** Lines that somebody has written into a copy, as far as they are not in the new one. */
function ownLines(before: string, after: string): string[] {
  const plain = (line: string) =>
    line
      .trim()
      .replace(/(uses: [^@]+@).*/, "$1")
      .replaceAll(/["']/g, "");
  const known = new Set(after.split("\n").map(plain));
  return before
    .split("\n")
    .filter((line) => !line.trim().startsWith("#") && !known.has(plain(line)))
    .map((line) => line.trim());
}

function wishesOf({ defaultBranch }: Survey, { pipelines }: Choice, files: readonly InitFile[]) {
  const gates = files.flatMap(({ text }) =>
    [...text.matchAll(/^ {4}name: (.+ gate)$/gm)].map(([, name = ""]) => name),
  );
  return {
    ...{ defaultBranch, gates: [...new Set(gates)] },
    needsWorkPool: pipelines.some((pipeline) => pipeline !== "deployments"),
  };
}

/** Writes what is new and what is updated. */
export async function writeInit({ root, files }: Pick<InitPlan, "root" | "files">): Promise<string[]> {
  const wanted = files.filter(({ kind }) => kind === "new" || kind === "updated");
  for (const { path, text, kind } of wanted) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    // A file that came meanwhile is somebody's.
    await writeFile(join(root, path), text, { flag: kind === "new" ? "wx" : "w" });
  }
  return wanted.map(({ path }) => path);
}

async function readTemplate(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const fault: Fault = {
      code: "file-unreadable",
      message: `The template ${path} can't be read (${(error as NodeJS.ErrnoException).code}).`,
      fix: "Use the package of a release, or a clone: the program's bundle alone has no templates.",
    };
    throw new FaultError(fault);
  }
}
