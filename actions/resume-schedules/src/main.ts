import { runAction } from "#action-kit";
import { readInputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction(() => run(readInputs()));
