import { codePlace } from "#prefect-project";
import { pullCases } from "./pull-cases.ts";

const own = ["https://github.com/acme/platform"];
const around = { start: "/opt/prefect", own, elsewhere: "/elsewhere" };
const place = (pull_steps: (typeof pullCases)[string]["steps"], job_variables = {}) =>
  codePlace({ pull_steps, job_variables }, around);

test.each(Object.entries(pullCases))("%s", (_what, { steps, checkout, directory }) => {
  expect(place(steps)).toEqual({ checkout, directory, elsewhere: null, installs: null });
});

const clone = (repository: string) => ({ "prefect.deployments.steps.git_clone": { repository } });

test("code of another repository is told, unless the own one is cloned after it", () => {
  const other = clone("https://github.com/acme/library.git");
  expect(place([other])).toMatchObject({
    checkout: null,
    elsewhere: "its code is cloned from another repository",
  });
  expect(place([other, clone("git@github.com:acme/platform.git")])).toMatchObject({
    ...{ checkout: "/opt/prefect/platform", directory: "/opt/prefect/platform", elsewhere: null },
  });
});

test("a step of which nobody knows where it puts the code has a place of ours", () => {
  const steps = [{ "prefect_aws.deployments.steps.pull_from_s3": { bucket: "b", folder: "f" } }];
  expect(place(steps)).toMatchObject({ checkout: "/elsewhere", directory: "/elsewhere" });
});

test.each([
  [
    { "prefect.deployments.steps.pip_install_requirements": {} },
    {},
    "the pull step pip_install_requirements",
  ],
  [
    { "prefect.deployments.steps.run_shell_script": { script: "uv pip install polars" } },
    {},
    "the pull step run_shell_script",
  ],
  [{ "prefect.deployments.steps.run_shell_script": { script: "ls" } }, {}, null],
  [
    clone("https://github.com/acme/platform"),
    { env: { EXTRA_PIP_PACKAGES: "polars" } },
    "EXTRA_PIP_PACKAGES",
  ],
])("what installs packages when a run starts: %j with %j", (step, jobVariables, installs) => {
  expect(place([step], jobVariables).installs).toBe(installs);
});
