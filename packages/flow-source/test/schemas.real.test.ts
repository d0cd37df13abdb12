import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#real-parts";
import { type Comparison, compareWithPrefect, type SchemaCase } from "./compare-schemas.ts";
import { generateFlow } from "./generate-flow.ts";
import { Random } from "./random.ts";

/** `SCHEMA_SEED` and `SCHEMA_COUNT` choose other flows and more of them: `npm run fuzz:schemas`. */
const seed = Number(process.env.SCHEMA_SEED ?? 20261121);
const count = Number(process.env.SCHEMA_COUNT ?? 400);

test("hand-written flows have the schemas that Prefect makes of them", async () => {
  const folder = join(projectRoot, "packages/flow-source/test/schema-cases");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py")).sort();
  const cases = await Promise.all(
    names.map(async (name): Promise<SchemaCase> => {
      return { name, entrypoint: `${name}:f`, files: { [name]: await readFile(join(folder, name), "utf8") } };
    }),
  );
  expect(cases.length).toBeGreaterThanOrEqual(30);
  expect(differences(await compareWithPrefect(cases))).toEqual([]);
});

test(`${count} generated flows have the schemas that Prefect makes of them (seed ${seed})`, async () => {
  const random = new Random(seed);
  const cases = random.some(count, (index): SchemaCase => {
    const file = `generated_${index}.py`;
    return { name: file, entrypoint: `${file}:f`, files: { [file]: generateFlow(random) } };
  });
  const compared = await compareWithPrefect(cases);
  expect(differences(compared)).toEqual([]);
  const numberOf = (outcome: Comparison["outcome"]) =>
    compared.filter((one) => one.outcome === outcome).length;
  const imported = count - numberOf("refused");
  const share = numberOf("exact") / imported;
  console.log(
    `Seed ${seed}: ${imported} flows that Prefect imports, ${numberOf("exact")} exact, ` +
      `${numberOf("approximate")} approximate (${(share * 100).toFixed(1)} % exact), ${numberOf("refused")} refused by both.`,
  );
  expect(imported).toBeGreaterThan(count * 0.8);
  expect(share).toBeGreaterThanOrEqual(0.95);
});

function differences(compared: readonly Comparison[]): string[] {
  return compared
    .filter(({ outcome }) => outcome === "different")
    .map((one) => `${one.case.name}: ${one.detail}\n${Object.values(one.case.files).join("\n")}`);
}
