import { Command } from "commander";
import { choice, flag, jsonMap, list, text } from "#input-values";
import { addOptions, valuesOf } from "../src/options/table.ts";

const table = {
  "prefect-file": list("The `files`.", { short: "-f", whenEmpty: ["prefect.yaml"] }),
  branch: text("The branch that {prefect-file} is of.", "branch"),
  "allow-older": flag("Lets it."),
  "removed-policy": choice(["keep", "pause"], "What happens."),
  "job-variables": jsonMap("Over their own."),
  secret: text("A secret.", "text", { only: "action" }),
};

function parse(...args: string[]) {
  const command = addOptions(new Command("test"), table)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(args, { from: "user" });
  return valuesOf(table, command.opts());
}

test("what is not given has the value of the table", () => {
  expect(parse()).toEqual({
    prefectFile: ["prefect.yaml"],
    branch: undefined,
    allowOlder: false,
    removedPolicy: "keep",
    jobVariables: {},
    secret: undefined,
  });
});

test("lists and maps may be given more than once; what is given takes the place of the default", () => {
  const values = parse(
    "-f",
    "a.yaml,b.yaml",
    "--prefect-file",
    "c.yaml",
    "--job-variables",
    "A=1",
    "--job-variables",
    "B=2",
  );
  expect(values).toMatchObject({
    prefectFile: ["a.yaml", "b.yaml", "c.yaml"],
    jobVariables: { A: "1", B: "2" },
  });
  expect(parse("--allow-older", "--removed-policy", "pause")).toMatchObject({
    allowOlder: true,
    removedPolicy: "pause",
  });
});

test.each([[["--removed-policy", "drop"]], [["--job-variables", "[1]"]], [["--secret", "x"]]])(
  "%j is refused",
  (args) => {
    expect(() => parse(...args)).toThrow();
  },
);

test("the help says other options as they are typed, and no backticks", () => {
  const [files, branch] = addOptions(new Command("test"), table).options;
  expect(files).toMatchObject({ flags: "-f, --prefect-file <list>", description: "The files." });
  expect(branch?.description).toBe("The branch that --prefect-file is of.");
});
