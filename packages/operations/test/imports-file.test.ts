import { jsonText, parseJson } from "#json";
import { importedFlows } from "#operations";

const reading = (limit: string) => ({
  ...{ name: "orders", description: null, version: null, location: { file: "flows/orders.py", line: 4 } },
  parameterSchema: {
    ...{ title: "Parameters", type: "object" },
    properties: { limit: { default: parseJson(limit), title: "limit" } },
  },
  files: ["flows/orders.py"],
});
const result = (parts: object) => ({ entrypoint: "flows/orders.py:orders", reading: reading("3"), ...parts });
const file = (...results: object[]) =>
  jsonText(
    parseJson(
      JSON.stringify({ version: 1, commit: "c", places: [] }).replace(
        /}$/,
        `,"results":${jsonText(results as never)}}`,
      ),
    ),
  );
const importedBy = async (text: string) =>
  importedFlows({ flowReader: "image", importsFile: "imports.json" }, async () => text);

test("flows are taken as they were imported, and 25.0 stays 25.0", async () => {
  const { imported, importedCommit } = await importedBy(file(result({ reading: reading("25.0") })));
  expect(importedCommit).toBe("c");
  const found = imported?.get("flows/orders.py:orders");
  expect(found).toMatchObject({ name: "orders", readBy: "image", approximate: [] });
  expect(jsonText(found?.parameterSchema ?? null)).toContain('"default":25.0');
});

test("of a flow that two images tell differently neither is taken", async () => {
  const { imported } = await importedBy(
    file(result({}), result({ reading: reading("4") }), result({ entrypoint: "other.py:f" })),
  );
  expect([...(imported?.keys() ?? [])]).toEqual(["other.py:f"]);
});

test("what has not the form of a reading counts for nothing", async () => {
  const forms = [
    null,
    "orders",
    { name: "orders" },
    { ...reading("3"), parameterSchema: { type: "object" } },
  ];
  const { imported } = await importedBy(file(...forms.map((one) => result({ reading: one }))));
  expect(imported?.size).toBe(0);
  await expect(importedBy("{}")).rejects.toThrow("is not the result of `check-imports --json`");
});

test("it is asked for where it is needed, and only there", async () => {
  const read = async () => {
    throw new Error("It was read.");
  };
  await expect(importedFlows({ flowReader: "image", importsFile: undefined }, read)).rejects.toThrow(
    "needs what check-imports learned",
  );
  expect(await importedFlows({ flowReader: "auto", importsFile: "imports.json" }, read)).toEqual({});
});
