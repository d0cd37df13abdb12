import { readInputs, runAction } from "#action-kit";
import { inputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction(() => run(readInputs(inputs)));
