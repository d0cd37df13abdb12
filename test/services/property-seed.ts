// Before each file of tests: `npm test` tries the same cases every time, so that a red test stays red.
import fc from "fast-check";

const SEED = 20_261_128;

fc.configureGlobal(process.env.PROOF === undefined ? { seed: SEED } : {});
