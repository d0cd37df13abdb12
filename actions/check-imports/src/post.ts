import { runCommand, runPostStep } from "#action-kit";
import { docker, removeContainer } from "#import-check";
import { leftContainers } from "./containers.ts";

// What a job that was cancelled has left.
runPostStep(async () => {
  const names = leftContainers();
  const command = docker(runCommand);
  for (const name of names) await removeContainer(command, name);
});
