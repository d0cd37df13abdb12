import type { Config } from "../config-value.ts";

const BUILD_DOCKER_IMAGE = "prefect_docker.deployments.steps.build_docker_image";
const SET_WORKING_DIRECTORY = "prefect.deployments.steps.set_working_directory";

/**
 * The pull steps that Prefect makes where none are given (`_generate_default_pull_action` of
 * `prefect/cli/deploy/_actions.py`): the folder of the flow's code, which is another one inside an image.
 */
export function defaultPull(
  buildSteps: readonly Config[],
  jobVariables: Config | undefined,
  workingDirectory: string,
): Config[] {
  const setTo = (directory: string): Config[] => [
    new Map([[SET_WORKING_DIRECTORY, new Map([["directory", directory]])]]),
  ];
  const build = buildSteps
    .map((step) => step.get(BUILD_DOCKER_IMAGE))
    .find((args) => args instanceof Map && args.size > 0);
  if (build instanceof Map) {
    // With a Dockerfile of one's own Prefect would ask, and without anybody to ask it makes no step.
    return build.get("dockerfile") === "auto" ? setTo(`/opt/prefect/${lastPart(workingDirectory)}`) : [];
  }
  return setTo(jobVariables?.get("image") ? "/opt/prefect" : workingDirectory);
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? "";
}
