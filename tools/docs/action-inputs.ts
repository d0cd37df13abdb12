import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Document, parseDocument, Scalar } from "yaml";
import { type Option, type OptionTable, sentenceOf } from "#input-values";

/**
 * The action files whose inputs are made of a table of options: path from the repository's root to content. The rest of
 * each file stays as it is.
 */
export async function actionFiles(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  if (!existsSync(join(root, "actions"))) return files;
  for (const name of (await readdir(join(root, "actions"))).sort()) {
    const source = join(root, "actions", name, "src/options.ts");
    if (!existsSync(source)) continue;
    const { options } = (await import(pathToFileURL(source).href)) as { options: OptionTable };
    const path = `actions/${name}/action.yml`;
    files.set(path, withInputs(await readFile(join(root, path), "utf8"), options));
  }
  return files;
}

/** An action file with the inputs that a table gives. */
export function withInputs(text: string, table: OptionTable): string {
  const inputs = Object.entries(table)
    .filter(([, option]) => option.only !== "command line")
    .map(([name, option]) => [name, inputOf(option)]);
  const document = parseDocument(text);
  const begin = text.search(/^inputs:$/m);
  const end = text.slice(begin).search(/\n(?=[a-z])/) + begin + 1;
  if (begin < 0 || document.errors.length > 0) throw new Error("There is no place for the inputs.");
  const made = new Document({ inputs: Object.fromEntries(inputs) });
  return `${text.slice(0, begin)}${made.toString({ lineWidth: 118 })}${text.slice(end)}`;
}

function inputOf(option: Option<unknown>) {
  const description = new Scalar(descriptionOf(option));
  description.type = Scalar.BLOCK_FOLDED;
  return {
    description,
    ...(option.required && option.default === undefined ? { required: true } : {}),
    ...(option.default === undefined ? {} : { default: option.default }),
  };
}

function descriptionOf({ sentence, inAction = "", choices = [] }: Option<unknown>): string {
  const isNamed = choices.every((choice) => sentence.includes(`\`${choice}\``));
  const oneOf = isNamed ? "" : `One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.`;
  const text = [sentence, oneOf, inAction].filter(Boolean).join(" ");
  return sentenceOf({ sentence: text }, (name) => `\`${name}\``);
}
