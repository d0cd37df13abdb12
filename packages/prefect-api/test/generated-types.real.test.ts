import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot, sharedPrefectServer } from "#services";
import { generateTypes } from "./generate-types.ts";

test("the committed types are what the pinned server's API description gives", async () => {
  const committed = await readFile(
    join(projectRoot, "packages/prefect-api/src/generated/prefect-api.ts"),
    "utf8",
  );
  expect(await generateTypes(sharedPrefectServer().apiUrl)).toBe(committed);
});
