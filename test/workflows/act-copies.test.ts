import { workflowFiles } from "../../pipelines/index.ts";
import { forAct, STAMP, UNKNOWN, withoutDollar } from "./act-copies.ts";

const files = [...workflowFiles(STAMP)];

test.each(files)(
  "%s under act differs only by $/, queue, deployment and the environment in names of variables and secrets",
  (_path, text) => {
    const copy = forAct(withoutDollar(text))
      .replaceAll(/^ {6}(DEV|PROD)_[A-Z_]+: \$\{\{ secrets\.\1_[A-Z_]+ \}\}\n/gm, "")
      .replaceAll(/(vars|secrets)\.(DEV|PROD_PLAN|PROD)_/g, "$1.")
      .split("\n");
    const original = withoutDollar(text)
      .split("\n")
      .filter((line) => !UNKNOWN.test(line))
      .map((line) => (line.startsWith("concurrency: {") ? line.replace(" queue: max,", "") : line));
    expect(copy).toEqual(original);
    const replaced = text.split("\n").filter((line) => line.includes("uses: $/"));
    for (const line of replaced) expect(line).toMatch(/^\s+(- )?uses: \$\/actions\/[a-z-]+$/);
  },
);

test("each variable of an environment gets that environment's name", () => {
  const [, merge = ""] =
    files.find(([path]) => path === "workflows-templates/prefect-deployments-merge.yml") ?? [];
  expect(forAct(merge).match(/vars\.(?!\w+_ENVIRONMENT\b|PREFECT_RUN_AFTER_DEPLOY\b)\w+/g)).toEqual([
    "vars.PROD_PREFECT_API_URL",
    "vars.DEV_PREFECT_API_URL",
    // What runs it afterwards.
    "vars.PROD_PREFECT_API_URL",
  ]);
});
