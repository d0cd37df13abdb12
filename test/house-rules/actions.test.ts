import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "#services";
import { actionFiles } from "../../tools/docs/action-inputs.ts";
import { generateDocs } from "../../tools/docs/generate.ts";
import { folders, sourceFiles } from "./source-files.ts";

interface CompositeStep {
  uses?: string;
  shell?: string;
  run?: string;
}

interface ActionFile {
  description: string;
  inputs?: Record<string, { description?: string; default?: unknown; required?: boolean }>;
  outputs?: Record<string, { description?: string; value?: string }>;
  runs: { using: string; main?: string; post?: string; steps?: CompositeStep[] };
}

const CONNECTION = [
  "prefect-api-url",
  "prefect-api-key",
  "prefect-auth-string",
  "prefect-headers",
  "server-timeout",
];

const actions = folders("actions").filter((name) =>
  existsSync(join(projectRoot, "actions", name, "action.yml")),
);

function readAction(name: string): ActionFile {
  return parse(readFileSync(join(projectRoot, "actions", name, "action.yml"), "utf8"));
}

test("the inputs of action.yml are what the tables of options give now", async () => {
  const files = await actionFiles(projectRoot);
  expect(files.size).toBeGreaterThan(3);
  for (const [path, content] of files) {
    expect({ path, content: readFileSync(join(projectRoot, path), "utf8") }).toEqual({ path, content });
  }
});

test("generated tables and the catalog are what action.yml gives now", async () => {
  for (const [path, content] of await generateDocs(projectRoot)) {
    expect({ path, content: readFileSync(join(projectRoot, path), "utf8") }).toEqual({ path, content });
  }
});

test.each(actions)("%s has no expression in a description, with which GitHub does not load it", (name) => {
  const { description, inputs = {}, outputs = {} } = readAction(name);
  const described = [...Object.values(inputs), ...Object.values(outputs)].map((one) => one.description);
  for (const text of [description, ...described]) expect(text).not.toContain("${{");
});

const isComposite = (name: string) => readAction(name).runs.using === "composite";

test.each(actions)("%s names inputs and outputs in kebab-case", (name) => {
  const { inputs = {}, outputs = {} } = readAction(name);
  for (const key of [...Object.keys(inputs), ...Object.keys(outputs)]) {
    expect(key).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

test.each(actions.filter(isComposite))("%s is made of pinned actions and single lines of Bash", (name) => {
  const { outputs = {}, runs } = readAction(name);
  expect(existsSync(join(projectRoot, "actions", name, "src"))).toBe(false);
  for (const { uses, shell, run } of runs.steps ?? []) {
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    else
      expect({ shell, run: run?.trimEnd() }).toEqual({
        shell: "bash",
        run: expect.not.stringMatching(/\n|\$\{\{/),
      });
  }
  for (const { value } of Object.values(outputs))
    expect(value).toMatch(/^\$\{\{ steps\.[a-z-]+\.outputs\.[a-z-]+ \}\}$/);
});

for (const name of actions.filter((action) => !isComposite(action))) {
  describe(name, () => {
    const { inputs = {}, outputs = {}, runs } = readAction(name);
    const files = sourceFiles(`actions/${name}/src`);
    const source = (file: string) => files.find(({ path }) => path.endsWith(`/src/${file}`))?.text ?? "";

    test("runs its bundle on Node 24", () => {
      expect(runs.using).toBe("node24");
      expect(runs.main).toBe("dist/index.cjs");
      expect(runs.post).toBe(source("post.ts") === "" ? undefined : "dist/post/index.cjs");
    });

    test("has the four files, and an entry of a few lines", () => {
      for (const file of ["inputs.ts", "main.ts", "run.ts", "summary.ts"]) expect(source(file)).not.toBe("");
      expect(source("main.ts").split("\n").length).toBeLessThanOrEqual(12);
    });

    test("reads every input that it declares, and no other", () => {
      // What a table of options declares, the table reads.
      if (source("options.ts") !== "") {
        expect(source("inputs.ts")).toContain("input.options(options)");
        return;
      }
      const text = source("inputs.ts");
      const read = [...text.matchAll(/\binput\s*\.\w+\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
      const all = text.includes("readPrefectConnection(") ? [...read, ...CONNECTION] : read;
      expect([...new Set(all)].sort()).toEqual(Object.keys(inputs).sort());
    });

    test("sets every output that it declares", () => {
      const text = files.map((file) => file.text).join("\n");
      for (const key of Object.keys(outputs)) {
        expect(text).toMatch(new RegExp(`(^|[\\s"{,])${key}"?\\s*(,|:|\\})`, "m"));
      }
    });

    test("imports no other action", () => {
      expect(
        files.flatMap(({ imports }) => imports).filter((target) => /actions\/|\.\.\/\.\./.test(target)),
      ).toEqual([]);
    });
  });
}

test("the same input means the same everywhere: the connection is described alike", () => {
  for (const key of CONNECTION) {
    const described = actions.map((name) => readAction(name).inputs?.[key]).filter(Boolean);
    expect(new Set(described.map((input) => JSON.stringify(input))).size).toBeLessThanOrEqual(1);
  }
});

test("a token is the job's own unless another is given; what it is for differs", () => {
  for (const name of actions) {
    const token = readAction(name).inputs?.["github-token"];
    if (token) expect(token.default).toBe("${{ github.token }}");
  }
});
