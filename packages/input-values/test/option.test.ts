import {
  camelCase,
  choice,
  defaultsOf,
  flag,
  integer,
  jsonMap,
  list,
  type OptionValues,
  sentenceOf,
  text,
  textOr,
} from "../src/index.ts";

const table = {
  branch: text("The branch.", "branch"),
  python: textOr("python3", "The interpreter.", "program"),
  "prefect-file": list("The files.", { whenEmpty: ["prefect.yaml"] }),
  tags: list("Tags for what {prefect-file} has."),
  "removed-policy": choice(["keep", "pause"], "What happens."),
  "flow-reader": choice(["auto", "static"], "How.", { whenEmpty: "static" }),
  "allow-older": flag("Lets it."),
  concurrency: integer({ whenEmpty: 4, minimum: 1, maximum: 64 }, "How many."),
  "job-variables": jsonMap("Over their own."),
};

test("values stand under the options' own names, with their types", () => {
  const values: OptionValues<typeof table> = defaultsOf(table);
  const policy: "keep" | "pause" = values.removedPolicy;
  expect(policy).toBe("keep");
  expect(values).toEqual({
    branch: undefined,
    python: "python3",
    prefectFile: ["prefect.yaml"],
    tags: [],
    removedPolicy: "keep",
    flowReader: "static",
    allowOlder: false,
    concurrency: 4,
    jobVariables: {},
  });
  expect(camelCase("select-all-on")).toBe("selectAllOn");
});

test("what an option may be is checked where it is read", () => {
  expect(table["removed-policy"].parse("pause")).toBe("pause");
  expect(() => table["removed-policy"].parse("drop")).toThrow(/none of its values/);
  expect(() => table.concurrency.parse("65")).toThrow();
  expect(table["job-variables"].parse("A=1")).toEqual({ A: "1" });
});

test("several lists are taken together, and maps laid over each other", () => {
  expect(table.tags.join?.(["a"], ["b"])).toEqual(["a", "b"]);
  expect(table["job-variables"].join?.({ a: 1, b: 1 }, { b: 2 })).toEqual({ a: 1, b: 2 });
});

test("another option is named as it is called where one reads", () => {
  expect(sentenceOf(table.tags, (name) => `--${name}`)).toBe("Tags for what --prefect-file has.");
  expect(sentenceOf(table.tags, (name) => `\`${name}\``)).toBe("Tags for what `prefect-file` has.");
});
