import { withoutDeployment } from "./environments.ts";
import { HEAD, ON_PULL_REQUEST, ofPullRequest } from "./pull-requests.ts";
import { checkout, ON_PUSH, RUNS_ON } from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const PROJECT: Setting = {
  name: "dbt-project-dir",
  description: "Folder with dbt_project.yml.",
  default: ".",
};

const CHECK_PROFILES: Setting = {
  name: "dbt-check-profiles-dir",
  description:
    "Folder with a profiles.yml for checks: its targets' types, no password. Parsing connects to nothing.",
  default: "ci",
};

const HAS_PROFILES = "env.HAS_PROFILES == 'true'";
const PROFILES = { DBT_PROFILES_DIR: "${{ runner.temp }}/dbt" };

/**
 * Masks each line of a file, and what stands behind its key. A per cent sign in a workflow command begins an escape
 * sequence, so it is written as one.
 */
const MASK =
  "sed -nE 's/\\r$//; s/%/%25/g; s/^[- ]*(.+)/::add-mask::\\1/p; s/^[^ ]+: [\"'\\'']?([^\"'\\'']{6,})[\"'\\'']?$/::add-mask::\\1/p'";

/** Steps that fetch packages, whose code dbt runs, and parse the project. */
const parsing = (env: Step["env"], more: Pick<Step, "if"> = {}): Step[] => [
  { name: "Install dbt", ...more, uses: "setup-python-project" },
  { name: "Fetch packages", ...more, env, run: "uv run dbt deps" },
  { name: "Parse the project", ...more, env, run: "uv run dbt parse" },
];

const parseJob = (job: Pick<Job, "id" | "name" | "if" | "steps"> & Partial<Job>): Job => ({
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  permissions: { contents: "read" },
  ...job,
});

const [install, ...fetchAndParse] = parsing(PROFILES, { if: HAS_PROFILES });

export const dbt: Workflow = {
  file: "dbt-pull-request",
  name: "dbt: pull request",
  description: [
    "A pull request's dbt project: its packages are fetched and it is parsed, with a profiles.yml of the repository that holds no secret, since code of the pull request and of packages runs then. Python, dbt and its adapter are those of pyproject.toml, uv.lock and .python-version.",
    "What was merged is parsed once more, with the profiles of the environment `dev`: its secret DBT_PROFILES_BASE64, profiles.yml in Base64 (`base64 < profiles.yml`). Every line of it is masked in logs. Require the check `parse the dbt project`.",
  ].join("\n"),
  on: { ...ON_PULL_REQUEST, ...ON_PUSH },
  concurrency: ofPullRequest("dbt"),
  settings: [PROJECT, CHECK_PROFILES, RUNS_ON],
  jobs: [
    parseJob({
      id: "parse",
      name: "parse the dbt project",
      if: "github.event_name != 'push'",
      steps: [
        checkout(HEAD),
        ...parsing({ DBT_PROFILES_DIR: "${{ github.workspace }}/${{ setting.dbt-check-profiles-dir }}" }),
      ],
    }),
    parseJob({
      id: "merged",
      name: "parse what was merged",
      comment: "It only reads, so it waits for no other job of the environment.",
      if: "github.event_name == 'push'",
      environment: withoutDeployment("dev"),
      env: { HAS_PROFILES: "${{ secrets.DBT_PROFILES_BASE64 != '' }}" },
      steps: [
        {
          name: "Say what lacks",
          if: "env.HAS_PROFILES != 'true'",
          run: 'echo "The environment gives no secret DBT_PROFILES_BASE64: the dbt project was not parsed with its profiles." >> "$GITHUB_STEP_SUMMARY"',
        },
        checkout("${{ github.sha }}", { if: HAS_PROFILES }),
        install as Step,
        {
          name: "Write the profiles, and mask every line of them",
          if: HAS_PROFILES,
          env: { ...PROFILES, PROFILES: "${{ secrets.DBT_PROFILES_BASE64 }}" },
          run: `umask 077 && mkdir "$DBT_PROFILES_DIR" && printenv PROFILES | base64 --decode > "$DBT_PROFILES_DIR/profiles.yml" && ${MASK} "$DBT_PROFILES_DIR/profiles.yml"`,
        },
        ...fetchAndParse,
      ],
    }),
  ],
};
