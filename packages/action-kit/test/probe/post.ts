import { info, runPostStep, state } from "#action-kit";

await runPostStep(async () => {
  const builder = state.read("builder");
  if (builder === undefined) return;
  info(`Removing ${builder}`);
  throw new Error("It is gone already");
});
