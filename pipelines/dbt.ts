import { checkout, HEAD, ON_PULL_REQUEST, ofPullRequest, RUNS_ON } from "./steps.ts";
import type { Setting, Workflow } from "./workflow.ts";

const PROJECT: Setting = {
  name: "dbt-project-dir",
  description: "Folder with dbt_project.yml.",
  default: ".",
};

const HAS_PROFILES = "env.HAS_PROFILES == 'true'";
const PROFILES = { DBT_PROFILES_DIR: "${{ runner.temp }}/dbt" };

/**
 * Masks each line of a file, and what stands behind its key. A per cent sign in a workflow command begins an escape
 * sequence, so it is written as one.
 */
const MASK =
  "sed -nE 's/\\r$//; s/%/%25/g; s/^[- ]*(.+)/::add-mask::\\1/p; s/^[^ ]+: [\"'\\'']?([^\"'\\'']{6,})[\"'\\'']?$/::add-mask::\\1/p'";

export const dbt: Workflow = {
  file: "dbt-pull-request",
  name: "dbt: pull request",
  description: [
    "A pull request's dbt project: its packages are fetched and it is parsed, with the profiles of the environment `dev`. Python, dbt and its adapter are those of pyproject.toml, uv.lock and .python-version.",
    "Environment `dev` has the secret DBT_PROFILES_BASE64: profiles.yml in Base64 (`base64 < profiles.yml`). Every line of it is masked in logs. Require the check `parse the dbt project`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("dbt"),
  settings: [PROJECT, RUNS_ON],
  jobs: [
    {
      id: "parse",
      name: "parse the dbt project",
      comment: "It only reads, so it waits for no other job of the environment.",
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 15,
      environment: "dev",
      permissions: { contents: "read" },
      env: { HAS_PROFILES: "${{ secrets.DBT_PROFILES_BASE64 != '' }}" },
      steps: [
        {
          name: "Say what lacks",
          if: "env.HAS_PROFILES != 'true'",
          run: 'echo "The environment dev gives no secret DBT_PROFILES_BASE64 to this run, as to those of forks: the dbt project was not parsed." >> "$GITHUB_STEP_SUMMARY"',
        },
        checkout(HEAD, { if: HAS_PROFILES }),
        { name: "Install dbt", if: HAS_PROFILES, uses: "setup-python-project" },
        {
          name: "Write the profiles, and mask every line of them",
          if: HAS_PROFILES,
          env: { ...PROFILES, PROFILES: "${{ secrets.DBT_PROFILES_BASE64 }}" },
          run: `umask 077 && mkdir "$DBT_PROFILES_DIR" && printenv PROFILES | base64 --decode > "$DBT_PROFILES_DIR/profiles.yml" && ${MASK} "$DBT_PROFILES_DIR/profiles.yml"`,
        },
        { name: "Fetch packages", if: HAS_PROFILES, env: PROFILES, run: "uv run dbt deps" },
        { name: "Parse the project", if: HAS_PROFILES, env: PROFILES, run: "uv run dbt parse" },
      ],
    },
  ],
};
