import { flowsImage } from "./flows-image.ts";
import { VERSION_FILE } from "./releases.ts";
import { poolOnClose } from "./worker/index.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

/** The project that the files are written for; another one takes its place wherever it stands. */
const PROJECT = "orders";
const POOL = `PREFECT_WORK_POOL_${PROJECT.toUpperCase()}`;
const FOLDER = `projects/${PROJECT}`;

const DEFAULTS: Record<string, string> = {
  image: `ghcr.io/\${{ github.repository }}/${PROJECT}`,
  [VERSION_FILE.name]: `${FOLDER}/pyproject.toml`,
  "image-files": `${FOLDER}/Dockerfile, ${FOLDER}/pyproject.toml, ${FOLDER}/uv.lock`,
  dockerfile: `${FOLDER}/Dockerfile`,
};

/** Tags of a project's own: `orders-v1.2.3`. */
const TAG_PREFIX = { "tag-prefix": `${PROJECT}-v` };

/** A workflow for one project of a repository that has several, each with an image and a work pool of its own. */
function ofProject(workflow: Workflow): Workflow {
  const named = (text: string) =>
    text
      .replace(/vars\.PREFECT_WORK_POOL\b/g, `vars.${POOL}`)
      .replace("flows image gate", `${PROJECT} image gate`);
  const { jobs, ...rest } = workflow;
  return {
    ...rest,
    file: workflow.file.replace(/-(pull-request|merge|close)$/, `-${PROJECT}-$1`),
    name: workflow.name.replace(":", ` of ${PROJECT}:`),
    description: [
      ...named(workflow.description)
        .replaceAll("PREFECT_WORK_POOL", POOL)
        .split("\n")
        .filter((line) => !/prefect-(platform|worker-)/.test(line)),
      `For the project in ${FOLDER}, with an image, a version and work pools of its own; for another one: sed "s/${PROJECT}/marts/g; s/${PROJECT.toUpperCase()}/MARTS/g".`,
    ].join("\n"),
    concurrency: {
      ...workflow.concurrency,
      group: workflow.concurrency.group.replace(/^(flows-image|work-pool)/, `$1-${PROJECT}`),
    },
    settings: workflow.settings.map((setting) => withDefault(setting)),
    jobs: (JSON.parse(named(JSON.stringify(jobs))) as Job[]).map((job) => ({
      ...job,
      steps: job.steps.map(inFolder),
    })),
  };
}

function withDefault(setting: Setting): Setting {
  const value = DEFAULTS[setting.name];
  return value === undefined ? setting : { ...setting, default: value };
}

/** The project's folder is what is built, and its tags are told from those of the others. */
function inFolder(step: Step): Step {
  const { uses } = step;
  if (uses === "build-flow-image") return { ...step, with: { ...step.with, context: FOLDER } };
  if (uses === "check-version-bump" || uses === "tag-and-release")
    return { ...step, with: { ...step.with, ...TAG_PREFIX } };
  return step;
}

export const imagePerProject: readonly Workflow[] = [...flowsImage, poolOnClose].map(ofProject);
