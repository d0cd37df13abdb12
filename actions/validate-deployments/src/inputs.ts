import type { InputReader } from "#action-kit";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  // An empty list is an answer (nothing was found to have changed), an empty text a mistake.
  input.required("deployments");
  const prefectFiles = input.list("prefect-file");
  return {
    workingDirectory: input.optional("working-directory") ?? ".",
    files: {
      prefectFiles: prefectFiles.length > 0 ? prefectFiles : ["prefect.yaml"],
      baseFile: input.optional("base-file"),
    },
    deployments: input.list("deployments"),
    buildSteps: input.choice("build-steps", ["error", "ignore"], "error"),
    flowReader: input.choice("flow-reader", ["auto", "static", "python"], "static"),
    python: input.optional("python") ?? "python3",
  };
}
