import { reporter, runCommand, runPostStep, state } from "#action-kit";
import { cleanUp } from "#flow-image";

runPostStep(() =>
  cleanUp(
    { builder: state.read("builder"), "docker-config": state.read("docker-config") },
    { run: runCommand, reporter },
  ),
);
