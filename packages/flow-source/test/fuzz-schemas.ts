// `npm run fuzz:schemas [-- seed [count]]`: schemas read from source against those of the locked Prefect.
import { compareWithPrefect, differences, generateCases, summarize } from "./compare-schemas.ts";

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 32));
const count = Number(process.argv[3] ?? 2000);
console.log(`seed ${seed}, ${count} flows`);
const compared = await compareWithPrefect(generateCases(seed, count));
const found = differences(compared);
for (const difference of found) console.log(`${difference}\n`);
for (const { outcome, case: one, detail } of compared) {
  if (outcome === "approximate") console.log(`${one.name} approximate: ${detail}`);
}
console.log(summarize(compared).summary);
process.exitCode = found.length > 0 ? 1 : 0;
