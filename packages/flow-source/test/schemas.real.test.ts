import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import {
  compareWithPrefect,
  differences,
  generateCases,
  type SchemaCase,
  summarize,
} from "./compare-schemas.ts";

const seed = 20261121;
const count = 400;

/** About 20 s alone; more where other tests keep the machine busy. */
const patience = 300_000;

test(
  "hand-written flows have the schemas that Prefect makes of them",
  async () => {
    const folder = join(projectRoot, "packages/flow-source/test/schema-cases");
    const cases = await Promise.all(
      (await readdir(folder)).sort().map(async (name): Promise<SchemaCase> => {
        if (name.endsWith(".py")) {
          const text = await readFile(join(folder, name), "utf8");
          return { name, entrypoint: `${name}:f`, files: { [name]: text } };
        }
        const inside = (await readdir(join(folder, name), { recursive: true })).filter((path) =>
          path.endsWith(".py"),
        );
        const texts = inside.map(async (path) => [
          `${name}/${path}`,
          await readFile(join(folder, name, path), "utf8"),
        ]);
        return {
          name,
          entrypoint: `${name}/flows.py:f`,
          files: Object.fromEntries(await Promise.all(texts)),
        };
      }),
    );
    expect(cases.length).toBeGreaterThanOrEqual(50);
    expect(differences(await compareWithPrefect(cases))).toEqual([]);
  },
  patience,
);

test(
  `${count} generated flows have the schemas that Prefect makes of them (seed ${seed})`,
  async () => {
    const compared = await compareWithPrefect(generateCases(seed, count));
    expect(differences(compared)).toEqual([]);
    const { imported, share, summary } = summarize(compared);
    console.log(`Seed ${seed}: ${summary}`);
    expect(imported).toBeGreaterThan(count * 0.9);
    expect(share).toBeGreaterThanOrEqual(0.95);
  },
  patience,
);
