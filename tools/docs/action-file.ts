import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Fault } from "#diagnostics";
import { DescribedYaml, type Interface, type Parameter, type Permission } from "./interface-file.ts";

/** Reads an action's `action.yml`, and its example out of its README. */
export async function readAction(root: string, path: string, faults: Fault[]): Promise<Interface> {
  const file = `${path}/action.yml`;
  const source = new DescribedYaml(file, await readFile(`${root}/${file}`, "utf8"), faults);
  const inputs = source.parameters(["inputs"]);
  const permissions = permissionsFor(inputs);
  if (inputs.some(({ name }) => name === "github-token" && !permissions.some(({ of }) => of === name))) {
    source.lacks(
      "`github-token` names no permission.",
      1,
      "Say in its description what the token needs, such as `contents: read`.",
    );
  }
  return {
    name: source.text(["name"]),
    path,
    description: source.described([], "The action"),
    inputs,
    variables: [],
    secrets: [],
    outputs: source.parameters(["outputs"]),
    permissions,
    example: { language: "yaml", code: await firstExample(root, `${path}/README.md`, faults) },
  };
}

/** Inputs say in their description what a token that is given to them needs. */
function permissionsFor(inputs: readonly Parameter[]): Permission[] {
  return inputs.flatMap(({ name, description }) => {
    const granted = [...description.matchAll(/`([a-z-]+: (?:read|write))`/g)].map(([, scope = ""]) => scope);
    return granted.length > 0 ? [{ of: name, granted }] : [];
  });
}

async function firstExample(root: string, file: string, faults: Fault[]): Promise<string> {
  const readme = existsSync(`${root}/${file}`) ? await readFile(`${root}/${file}`, "utf8") : "";
  const [, code] = /^```yaml\n(.*?)^```$/ms.exec(readme) ?? [];
  if (code !== undefined) return code;
  faults.push({
    code: "repository-unready",
    message: "There is no example.",
    location: { file },
    fix: "Show how the action is used, in a block of ```yaml.",
  });
  return "";
}
