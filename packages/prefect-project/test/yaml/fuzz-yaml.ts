// `npm run fuzz:yaml [-- seed [count]]`: our YAML reader against the PyYAML of the locked Prefect.
import { compareWithPyYaml } from "./compare.ts";
import { PyYaml } from "./pyyaml.ts";

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 32));
const count = Number(process.argv[3] ?? 120_000);
console.log(`seed ${seed}, ${count} texts`);
const pyyaml = await PyYaml.start();
try {
  let told = 0;
  const { compared, accepted, differences } = await compareWithPyYaml(pyyaml, seed, count, (done) => {
    if (done - told < 20_000) return;
    told = done;
    console.log(`${done} compared`);
  });
  for (const { text, ours, theirs } of differences) {
    console.log(`${JSON.stringify(text)}\n  ours:   ${ours}\n  PyYAML: ${theirs}`);
  }
  console.log(`${compared} compared, ${accepted} of them read by PyYAML, ${differences.length} differences`);
  process.exitCode = differences.length > 0 ? 1 : 0;
} finally {
  pyyaml.stop();
}
