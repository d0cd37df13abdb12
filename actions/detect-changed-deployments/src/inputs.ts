import { type InputReader, readPrefectConnection } from "#action-kit";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  const prefectFiles = input.list("prefect-file");
  return {
    connection: readPrefectConnection(input),
    workingDirectory: input.optional("working-directory") ?? ".",
    githubToken: input.secret("github-token"),
    files: {
      prefectFiles: prefectFiles.length > 0 ? prefectFiles : ["prefect.yaml"],
      baseFile: input.optional("base-file"),
    },
    base: input.optional("base"),
    head: input.optional("head"),
    select: input.choice("select", ["changed", "all"], "changed"),
    selectAllOn: input.list("select-all-on"),
    flowReader: input.choice("flow-reader", ["auto", "static", "python"], "auto"),
    python: input.optional("python") ?? "python3",
  };
}
