import { ghSteps, shownStep } from "../src/gh-commands.ts";
import { replacedLines } from "../src/replaced-lines.ts";

const lines = (text: string) =>
  replacedLines(new Map([[".github/workflows/deploy.yml", text]])).map(({ line, by }) => `${line} ${by}`);

test("each line of a workflow around `prefect deploy` is told what takes its place", () => {
  const told = lines(`on:
  push:
jobs:
  deploy:
    steps:
      - uses: actions/setup-python@v5
      - run: uv pip install prefect -r requirements.txt
      # prefect deploy was here
      - run: prefect cloud login --key \${{ secrets.PREFECT_API_KEY }}
      - run: prefect --no-prompt deploy --all
      - run: prefect deployment run 'a/b'
      - uses: docker/build-push-action@v6
      - run: echo done
`);
  expect(told).toEqual([
    "2 the same events, in the new file",
    "6 nothing: definitions are read without running code",
    "7 nothing: definitions are read without running code",
    "9 the variables and secrets of the environment",
    "10 the job “deploy to PROD”: it applies what changed, after a plan",
    "11 `x-cicd: {smoke: ...}` of the deployment, or run-deployments",
    "12 the pipeline of the flows' image (`--pipelines deployments,image`)",
  ]);
});

test.each([
  ["a workflow that deploys nothing", "on: push\njobs: {a: {steps: [{uses: actions/setup-python@v5}]}}"],
  ["one that lists deployments", "on: push\njobs: {a: {steps: [{run: prefect deployment ls}]}}"],
  ["one that only speaks of it", "# prefect deploy\non: push"],
])("%s is left alone", (_, text) => {
  expect(lines(text)).toEqual([]);
});

test("the published action counts as well", () => {
  expect(lines("    - uses: PrefectHQ/actions-prefect-deploy@v4")).toEqual([
    "1 the job “deploy to PROD”: it applies what changed, after a plan",
  ]);
});

test("environments come before what stands in them, and secrets are asked for by gh alone", () => {
  const steps = ghSteps({ defaultBranch: "it's", gates: ["deployments gate"], needsWorkPool: true });
  const shown = steps.map(shownStep);
  expect(shown[0]).toContain("-X PUT 'repos/{owner}/{repo}/environments/dev'");
  expect(shown[1]).toContain(`-f 'name=it'\\''s'`);
  expect(shown.filter((line) => line.includes("PREFECT_WORK_POOL"))).toHaveLength(2);
  expect(steps.filter(({ kind }) => kind === "ask").every(({ args }) => !args.includes("--body"))).toBe(true);
  expect(shown.at(-1)).toContain("[context]=deployments gate'");
});
