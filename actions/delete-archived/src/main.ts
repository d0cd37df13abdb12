import { readInputs, runAction } from "#action-kit";
import { inputs } from "./inputs.ts";
import { run } from "./run.ts";

runAction(() => run(readInputs(inputs)));
