import { isMap, isScalar, LineCounter, parseDocument, type Scalar, type YAMLMap } from "yaml";
import type { Fault } from "#diagnostics";

/** An input, output, variable or secret. */
export interface Parameter {
  name: string;
  description: string;
  required: boolean;
  /** As it is written; undefined where there is none. */
  default: string | undefined;
}

/** What a job may do, or an action asks of its job. */
export interface Permission {
  /** Name of the job, or of the input for which an action asks. */
  of: string;
  environment?: string;
  /** Such as `contents: read`; none where the job's token may do nothing. */
  granted: string[];
}

/** What a user can set and read of an action, a reusable workflow or a template. */
export interface Interface {
  name: string;
  /** Path of its folder or file from the repository's root. */
  path: string;
  description: string;
  inputs: Parameter[];
  variables: Parameter[];
  secrets: Parameter[];
  outputs: Parameter[];
  permissions: Permission[];
  /** Code of an example, and its language. */
  example: { language: string; code: string };
}

/** Reads descriptions out of YAML. What has none is a fault, kept in `faults`. */
export class DescribedYaml {
  private readonly file: string;
  private readonly faults: Fault[];
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(file: string, text: string, faults: Fault[]) {
    this.file = file;
    this.faults = faults;
    this.document = parseDocument(text, { lineCounter: this.lines });
    for (const error of this.document.errors) {
      faults.push({
        code: "repository-unready",
        message: error.message,
        location: { file, line: error.linePos?.[0].line },
      });
    }
  }

  text(path: readonly string[]): string {
    const value = this.document.getIn(path);
    return value === undefined || value === null ? "" : String(value).trim();
  }

  described(path: readonly string[], what: string, line = 1): string {
    const description = this.text([...path, "description"]);
    if (description === "") {
      this.lacks(`${what} has no description.`, line, "Say in `description` what it means to a user.");
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

  /** Keys of a map, each described by the comment above it. */
  commented(path: readonly string[]): Parameter[] {
    const map = this.document.getIn(path);
    if (!isMap(map)) return [];
    return map.items.map(({ key }) => {
      const { value, commentBefore, range } = key as Scalar;
      const name = String(value);
      // Before the first key of a map the parser gives the comment to the map.
      const above = commentBefore ?? (key === map.items[0]?.key ? map.commentBefore : undefined) ?? "";
      const description = above.replace(/^ /gm, "").replaceAll("\n", " ");
      const line = range ? this.lines.linePos(range[0]).line : undefined;
      if (description === "")
        this.lacks(`\`${name}\` has no description.`, line, "Write a comment above it.");
      return { name, description, required: false, default: this.text([...path, name]) };
    });
  }

  lacks(message: string, line: number | undefined, fix: string): void {
    this.faults.push({ code: "repository-unready", message, location: { file: this.file, line }, fix });
  }

  openingComment(text: string): string {
    const comment = /^(#[^\n]*\n)+/.exec(text)?.[0] ?? "";
    const description = comment.replace(/^# ?/gm, "").trim();
    if (description === "") {
      this.lacks(
        "The workflow has no description.",
        1,
        "Begin the file with a comment that says what it does.",
      );
    }
    return description;
  }
}
