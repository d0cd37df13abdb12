import { readFile } from "node:fs/promises";
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { Fault } from "#diagnostics";

/** An input, output or secret. */
export interface Parameter {
  name: string;
  description: string;
  required: boolean;
  /** As it is written; undefined where there is none. */
  default: string | undefined;
}

/** What a user can set and read of an action, a reusable workflow or a template. */
export interface Interface {
  name: string;
  /** Path of its folder or file from the repository's root. */
  path: string;
  description: string;
  inputs: Parameter[];
  secrets: Parameter[];
  outputs: Parameter[];
}

/** Reads `action.yml`. What has no description is a fault, kept in `faults`. */
export async function readAction(root: string, path: string, faults: Fault[]): Promise<Interface> {
  const file = `${path}/action.yml`;
  const source = new DescribedYaml(file, await readFile(`${root}/${file}`, "utf8"), faults);
  return {
    name: source.text(["name"]),
    path,
    description: source.described([], "The action"),
    inputs: source.parameters(["inputs"]),
    secrets: [],
    outputs: source.parameters(["outputs"]),
  };
}

/** Reads a workflow: its description is the comment that the file begins with. */
export async function readWorkflow(root: string, path: string, faults: Fault[]): Promise<Interface> {
  const text = await readFile(`${root}/${path}`, "utf8");
  const source = new DescribedYaml(path, text, faults);
  return {
    name: source.text(["name"]),
    path,
    description: source.openingComment(text),
    inputs: source.parameters(["on", "workflow_call", "inputs"]),
    secrets: source.parameters(["on", "workflow_call", "secrets"]),
    outputs: source.parameters(["on", "workflow_call", "outputs"]),
  };
}

/** Whether a workflow is made to be called by another one. */
export function isReusable(text: string): boolean {
  return parseDocument(text).hasIn(["on", "workflow_call"]);
}

class DescribedYaml {
  private readonly file: string;
  private readonly faults: Fault[];
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(file: string, text: string, faults: Fault[]) {
    this.file = file;
    this.faults = faults;
    this.document = parseDocument(text, { lineCounter: this.lines });
    for (const error of this.document.errors) {
      faults.push({ message: error.message, location: { file, line: error.linePos?.[0].line } });
    }
  }

  text(path: readonly string[]): string {
    const value = this.document.getIn(path);
    return value === undefined || value === null ? "" : String(value).trim();
  }

  described(path: readonly string[], what: string, line = 1): string {
    const description = this.text([...path, "description"]);
    if (description === "") {
      this.faults.push({
        message: `${what} has no description.`,
        location: { file: this.file, line },
        fix: "Say in `description` what it means to a user.",
      });
    }
    return description;
  }

  parameters(path: readonly string[]): Parameter[] {
    const map = this.document.getIn(path);
    if (!isMap(map)) return [];
    return (map as YAMLMap).items.flatMap(({ key }) => {
      if (!isScalar(key)) return [];
      const name = String(key.value);
      const line = key.range ? this.lines.linePos(key.range[0]).line : undefined;
      return {
        name,
        description: this.described([...path, name], `\`${name}\``, line),
        required: this.document.getIn([...path, name, "required"]) === true,
        default: this.document.hasIn([...path, name, "default"])
          ? this.text([...path, name, "default"])
          : undefined,
      };
    });
  }

  openingComment(text: string): string {
    const comment = /^(#[^\n]*\n)+/.exec(text)?.[0] ?? "";
    const description = comment.replace(/^# ?/gm, "").trim();
    if (description === "") {
      this.faults.push({
        message: "The workflow has no description.",
        location: { file: this.file, line: 1 },
        fix: "Begin the file with a comment that says what it does.",
      });
    }
    return description;
  }
}
