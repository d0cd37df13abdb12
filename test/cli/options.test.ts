import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { createProgram, Terminal } from "#cli";
import { runLocally } from "#command";
import { projectRoot } from "#services";

const program = createProgram({
  terminal: new Terminal(process.stdout, process.stderr, {}),
  env: {},
  suite: { repository: "", release: "", templates: "" },
  run: runLocally,
  read: async () => "",
  readIfThere: async () => "",
  ask: undefined,
  end: () => {},
});

interface ActionFile {
  inputs: Record<string, { default?: string }>;
}

/** Inputs that are variables or arguments here, or come by `--changes-file`. */
const OTHERWISE = new Set([
  ...["mode", "secrets", "registry-credentials"],
  ...["prefect-api-key", "prefect-auth-string", "prefect-headers", "github-token", "plan-key"],
  ...["deployments", "reasons", "state"],
  // What GitHub's pipelines alone need.
  ...["dependency-bots", "keep-image", "previous-head"],
  // A command of its own.
  "doctor",
]);

test.each([
  ["validate", "validate-deployments"],
  ["detect", "detect-changed-deployments"],
  ["plan", "plan-deployments"],
  ["apply", "apply-deployments"],
  ["schedules", "resume-schedules"],
  ["check-version", "check-version-bump"],
  ["work-pool", "update-work-pool"],
])("%s takes the inputs of %s, with the same defaults", async (name, action) => {
  const command = program.commands.find((one) => one.name() === name);
  const text = await readFile(join(projectRoot, "actions", action, "action.yml"), "utf8");
  const { inputs } = parse(text) as ActionFile;
  const wanted = Object.entries(inputs).filter(
    ([input]) =>
      !OTHERWISE.has(input) &&
      // Whose change it is, a rule before the job asks: what an automation makes is given `--on-missing-bump propose`.
      input !== "dependency-bots" &&
      !(name === "plan" && input === "allow-shared-server") &&
      !(action === "apply-deployments" && input === "plan-only") &&
      !(name === "validate" && input === "changes-file"),
  );
  const lacking = wanted.filter(([input]) => !command?.options.some(({ long }) => long === `--${input}`));
  expect(lacking.map(([input]) => input)).toEqual([]);
  for (const [input, { default: fallback = "" }] of wanted) {
    const option = command?.options.find(({ long }) => long === `--${input}`);
    // A flag that isn't given is false; lists and mappings that aren't are empty.
    const own = option?.isBoolean() ? "false" : textOf(option?.defaultValue, option?.defaultValueDescription);
    // On or off by the mode unless it is given.
    if (input === "wait-for-worker") continue;
    expect({ input, default: own }).toEqual({ input, default: fallback });
  }
});

function textOf(value: unknown, description?: string): string {
  // A duration is a number that is shown as it is written.
  if (typeof value === "number") return description ?? String(value);
  if (Array.isArray(value)) return value.join();
  return typeof value === "object" || value === undefined ? "" : String(value);
}

test("every command, argument and option has a description", () => {
  for (const command of program.commands) {
    expect(command.summary()).toMatch(/\.$/);
    expect(command.description()).toMatch(/\.$/);
    for (const { description } of [...command.options, ...command.registeredArguments])
      expect(description).toMatch(/[A-Za-z0-9`)]\.$|becomes -\.$/);
  }
});
