import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import { NAMED_DIFFERENCES, nameRefusal } from "../../tools/parity/named-differences.ts";

test("each named difference has a section and a row in the page of differences", async () => {
  const page = await readFile(join(projectRoot, "docs/differences-from-prefect-deploy.md"), "utf8");
  const without = NAMED_DIFFERENCES.filter(
    (name) => !page.includes(`\n## ${name}\n`) || !page.includes(`\n| [${name}](#`),
  );
  expect(without).toEqual([]);
});

test.each([
  [
    'Prefect refuses the cron expression "R/70 * * * *". r/70 is out of range as minute.',
    "Unusual schedules",
  ],
  [
    "Prefect refuses the recurrence rule. 05.01.2027 is no date such as 20240131T053000Z.",
    "Unusual schedules",
  ],
  ["Service level agreements are not deployed here: they exist elsewhere.", "Values that can't be kept"],
])("%s has a name", (reason, name) => {
  expect(nameRefusal([reason])).toEqual([name]);
});

test("a refusal has no name when one of its reasons has none", () => {
  expect(nameRefusal(["There are two deployments a/b; the other one is.", "The sky is too low."])).toEqual(
    [],
  );
  expect(nameRefusal(['Prefect refuses the cron expression "61 * * * *". 61 is out of range.'])).toEqual([]);
  expect(nameRefusal([])).toEqual([]);
});
