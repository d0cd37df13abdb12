import { DOWNLOAD_ARTIFACT, UPLOAD_ARTIFACT } from "./artifacts.ts";
import { ATTESTING, attested } from "./attestation.ts";
import { HEAD, ON_PULL_REQUEST, ofPullRequest } from "./pull-requests.ts";
import { registryLogin } from "./registry.ts";
import { READ_VERSION, releaseAndStart, TAG_INPUT, taggedCommit, VERSION, VERSION_FILE } from "./releases.ts";
import { checkout, NAME_COMMIT, NAMED_COMMIT, ON_PUSH, RUNS_ON } from "./steps.ts";
import type { Job, PinnedAction, Setting, Step, Workflow } from "./workflow.ts";

export const UPLOAD_PAGES: PinnedAction = {
  repository: "actions/upload-pages-artifact",
  commit: "fc324d3547104276b827a68afc52ff2a11cc49c9",
  version: "v5.0.0",
};

const DEPLOY_PAGES: PinnedAction = {
  repository: "actions/deploy-pages",
  commit: "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128",
  version: "v5.0.0",
};

const IMAGE: Setting = {
  name: "image",
  description: "The project's image, without a tag; capital letters are lowered.",
  default: "ghcr.io/${{ github.repository }}",
};

const setUp = (how: Step["with"] = {}): Step => ({
  name: "Set up uv and Python",
  id: "setup",
  uses: "setup-python-project",
  ...(Object.keys(how).length > 0 ? { with: how } : {}),
});

/** A check that is made also where one before it failed: all are seen at once. */
const check = (name: string, run: string): Step => ({
  name,
  if: "${{ !cancelled() && steps.setup.outcome == 'success' }}",
  run,
});

const onPullRequest: Workflow = {
  file: "python-pull-request",
  name: "Python: pull request",
  description: [
    "A Python project's checks: format and lint (Ruff), types (mypy), security of its code (Bandit) and of what it installs (pip-audit), tests with coverage (pytest-cov). Each tool is of the project's own development dependencies, and is set up in pyproject.toml, the least coverage as `fail_under` of `[tool.coverage.report]`.",
    "Require the check `check the project`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("python"),
  settings: [RUNS_ON],
  jobs: [
    {
      id: "check",
      name: "check the project",
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 30,
      permissions: { contents: "read" },
      steps: [
        checkout(HEAD),
        setUp(),
        check("Format", "uv run ruff format --check --diff ."),
        check("Lint", "uv run ruff check --output-format=github ."),
        check("Types", "uv run mypy ."),
        check("Security of the code", "uv run bandit --configfile pyproject.toml --recursive ."),
        check("Security of what is installed", "uv run pip-audit --skip-editable"),
        check("Tests and their coverage", "uv run coverage run --module pytest && uv run coverage report"),
      ],
    },
  ],
};

const PUBLISH = "python-publish";

const onMerge: Workflow = {
  file: "python-release",
  name: "Python: release",
  description: `A merge that raises the project's version: it is tagged and released, and ${PUBLISH} is started for the tag. Started by hand it does so for the version on the default branch.`,
  on: { ...ON_PUSH, workflow_dispatch: null },
  concurrency: { group: "python-release", queue: "max" },
  settings: [VERSION_FILE, RUNS_ON],
  jobs: releaseAndStart(PUBLISH),
};

const BUILT = { name: "dist", path: "dist" };

const publishing = (job: Omit<Job, "runsOn" | "timeoutMinutes">): Job => ({
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...job,
});

/** The tagged commit, which the first job found to be reviewed and of the tag's version. */
const TAGGED = "${{ needs.version.outputs.commit }}";

const onRelease: Workflow = {
  file: PUBLISH,
  name: "Python: publish",
  description: [
    "A released version of a Python project: its package goes to PyPI, its image to the registry, its documentation (MkDocs, of the dependency group `docs`) to GitHub Pages. Started by python-release, or by hand with a tag; the tag's commit has to be on the default branch.",
    "PyPI trusts this workflow and the environment `pypi` (a trusted publisher), so there is no token; Pages are set to be built by GitHub Actions. Environments `pypi` and `github-pages` admit the default branch only: it runs there, whatever the tag. Leave out the jobs that you don't need.",
  ].join("\n"),
  on: { workflow_dispatch: { inputs: TAG_INPUT } },
  concurrency: { group: "python-publish-${{ inputs.tag }}", queue: "max" },
  settings: [VERSION_FILE, IMAGE, RUNS_ON],
  jobs: [
    publishing({
      id: "version",
      name: "check the tag",
      permissions: { contents: "read" },
      outputs: { version: `\${{ ${VERSION} }}`, commit: NAMED_COMMIT },
      steps: [
        ...taggedCommit,
        READ_VERSION,
        {
          name: "Refuse a tag that is not the version's",
          if: "steps.version.outputs.tag != inputs.tag",
          env: { TAG: "${{ steps.version.outputs.tag }}", GIVEN: "${{ inputs.tag }}" },
          run: 'echo "::error::The version\'s tag is $TAG, and this run was given $GIVEN." && exit 1',
        },
        NAME_COMMIT,
      ],
    }),
    publishing({
      id: "build",
      name: "build the package",
      comment: "Apart from the job that may publish, so that nothing which a build runs gets at that right.",
      needs: ["version"],
      permissions: { contents: "read" },
      steps: [
        checkout(TAGGED),
        setUp({ install: false, cache: false }),
        { name: "Build it", run: "uv build" },
        { uses: UPLOAD_ARTIFACT, with: { ...BUILT, "if-no-files-found": "error" } },
      ],
    }),
    publishing({
      id: "package",
      name: "publish the package",
      needs: ["build"],
      environment: { name: "pypi" },
      permissions: { "id-token": "write" },
      steps: [
        setUp({ install: false, cache: false }),
        { uses: DOWNLOAD_ARTIFACT, with: BUILT },
        { name: "Publish it", run: "uv publish --trusted-publishing always" },
      ],
    }),
    publishing({
      id: "image",
      name: "publish the image",
      needs: ["version"],
      permissions: { contents: "read", packages: "write", ...ATTESTING },
      steps: [
        checkout(TAGGED),
        ...attested({
          name: "Build the image",
          id: "build",
          uses: "build-flow-image",
          with: {
            image: "${{ setting.image }}",
            version: "${{ needs.version.outputs.version }}",
            environment: "prod",
            cache: "none",
            ...registryLogin("image"),
          },
        }),
      ],
    }),
    publishing({
      id: "pages",
      name: "build the documentation",
      needs: ["version"],
      permissions: { contents: "read" },
      steps: [
        checkout(TAGGED),
        setUp({ install: false, cache: false }),
        { name: "Build it", run: "uv run --locked --group docs mkdocs build --strict --site-dir site" },
        { uses: UPLOAD_PAGES, with: { path: "site" } },
      ],
    }),
    publishing({
      id: "documentation",
      name: "publish the documentation",
      needs: ["pages"],
      environment: { name: "github-pages", url: "${{ steps.deployment.outputs.page_url }}" },
      permissions: { pages: "write", "id-token": "write" },
      steps: [{ id: "deployment", uses: DEPLOY_PAGES }],
    }),
  ],
};

export const pythonProject: readonly Workflow[] = [onPullRequest, onMerge, onRelease];
