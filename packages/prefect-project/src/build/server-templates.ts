import { type Config, type ConfigValue, fromJson, pythonText } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";
import type { BlockDocument, ServerValues } from "./build-context.ts";
import {
  BLOCK_PREFIX,
  findPlaceholders,
  type Placeholder,
  replacePlaceholders,
  VARIABLE_PREFIX,
} from "./placeholders.ts";
import type { PlacedPlaceholder } from "./placeholders-in.ts";
import { lookUp } from "./templates.ts";

/**
 * Resolves block and variable placeholders of a deployment through a server, as `resolve_block_document_references`
 * and then `resolve_variables` of `prefect.utilities.templating` do. A variable that is `missing` becomes an empty
 * text; a missing block is a problem, and so is a key path that the block hasn't.
 */
export async function resolveFromServer(
  config: Config,
  templates: ServerValues,
  problems: Problem[],
): Promise<{ config: Config; missing: PlacedPlaceholder[] }> {
  const blocks = new BlockResolver(templates, problems);
  const withBlocks = await blocks.resolve(config, []);
  const variables = new VariableResolver(templates);
  return { config: (await variables.resolve(withBlocks, [])) as Config, missing: variables.missing };
}

class BlockResolver {
  private readonly templates: ServerValues;
  private readonly problems: Problem[];
  private readonly read = new Map<string, Promise<BlockDocument | undefined>>();

  constructor(templates: ServerValues, problems: Problem[]) {
    this.templates = templates;
    this.problems = problems;
  }

  async resolve(template: ConfigValue, path: Path): Promise<ConfigValue> {
    if (!mayNameSomething(template)) return template;
    if (typeof template === "string") return this.text(template, path);
    if (Array.isArray(template)) {
      return Promise.all(template.map((item, index) => this.resolve(item, [...path, index])));
    }
    if (!(template instanceof Map)) return template;
    const reference = template.get("$ref");
    if (reference !== undefined && !(reference instanceof Map)) {
      this.problems.push({
        path: [...path, "$ref"],
        code: "block-invalid",
        message: "Prefect fails on a key $ref that holds no mapping.",
      });
      return template;
    }
    const id = reference instanceof Map ? reference.get("block_document_id") : undefined;
    if (typeof id === "string" && id !== "") return this.byId(id, path);
    const entries = await Promise.all(
      [...template].map(async ([key, item]) => [key, await this.resolve(item, [...path, key])] as const),
    );
    return new Map(entries);
  }

  private async byId(id: string, path: Path): Promise<ConfigValue> {
    const block = await this.once(id, () => this.templates.readBlockById(id));
    if (block) return fromJson(block.data);
    this.problems.push({ path, code: "block-missing", message: `The server has no block document ${id}.` });
    return null;
  }

  private async text(template: string, path: Path): Promise<ConfigValue> {
    const placeholders = findPlaceholders(template);
    const blocks = placeholders.filter(({ type }) => type === "block");
    const [only] = blocks;
    if (!only) return template;
    if (placeholders.length === 1 && only.full === template) {
      const value = await this.value(only, path);
      // One fault is enough: the template stays, and nothing else is wrong with it.
      return value === undefined ? template : value;
    }
    const texts = new Map<string, string>();
    for (const placeholder of blocks) {
      const value = await this.value(placeholder, path);
      if (value === undefined) return template;
      if (value instanceof Map || Array.isArray(value)) {
        this.problems.push({
          path,
          code: "block-invalid",
          message: `${placeholder.full} is ${value instanceof Map ? "a mapping" : "a list"}, which can't stand in a text.`,
          fix: "Name one of its values, such as `.value`.",
        });
        return template;
      }
      texts.set(placeholder.full, pythonText(value));
    }
    return replacePlaceholders(template, ({ full }) => texts.get(full));
  }

  private async value({ name, full }: Placeholder, path: Path): Promise<ConfigValue | undefined> {
    const [typeSlug, blockName, keys] = splitThree(name.replaceAll(BLOCK_PREFIX, ""));
    if (typeSlug === undefined || blockName === undefined) {
      this.problems.push({
        path,
        code: "block-invalid",
        message: `${full} names no block.`,
        fix: "Write prefect.blocks.<type>.<name>.",
      });
      return undefined;
    }
    const block = await this.once(`${typeSlug}.${blockName}`, () =>
      this.templates.readBlock(typeSlug, blockName),
    );
    if (!block) {
      this.problems.push({
        path,
        code: "block-missing",
        message: `The server has no block ${blockName} of type ${typeSlug}.`,
      });
      return undefined;
    }
    let data = fromJson(block.data);
    // A block that is nothing but a value stands for that value, unless its key is named.
    const onlyValue = data instanceof Map && data.size === 1 ? data.get("value") : undefined;
    const namesValue = keys === "value" || keys?.startsWith("value.") || keys?.startsWith("value[");
    if (onlyValue !== undefined && !namesValue) data = onlyValue;
    if (keys === undefined) return data;
    const value = lookUp(data, keys);
    if (value === undefined) {
      this.problems.push({
        path,
        code: "block-missing",
        message: `The block ${typeSlug}.${blockName} has no value at ${keys}.`,
      });
    }
    return value;
  }

  private once(
    key: string,
    read: () => Promise<BlockDocument | undefined>,
  ): Promise<BlockDocument | undefined> {
    const known = this.read.get(key) ?? read();
    this.read.set(key, known);
    return known;
  }
}

class VariableResolver {
  readonly missing: PlacedPlaceholder[] = [];
  private readonly templates: ServerValues;
  private readonly read = new Map<string, Promise<ConfigValue | undefined>>();

  constructor(templates: ServerValues) {
    this.templates = templates;
  }

  async resolve(template: ConfigValue, path: Path): Promise<ConfigValue> {
    if (!mayNameSomething(template)) return template;
    if (typeof template === "string") return this.text(template, path);
    if (Array.isArray(template)) {
      return Promise.all(template.map((item, index) => this.resolve(item, [...path, index])));
    }
    if (!(template instanceof Map)) return template;
    const entries = await Promise.all(
      [...template].map(async ([key, item]) => [key, await this.resolve(item, [...path, key])] as const),
    );
    return new Map(entries);
  }

  private async text(template: string, path: Path): Promise<ConfigValue> {
    const placeholders = findPlaceholders(template);
    const variables = placeholders.filter(({ type }) => type === "variable");
    const [only] = variables;
    if (!only) return template;
    const isWhole = placeholders.length === 1 && only.full === template;
    const texts = new Map<string, string>();
    for (const placeholder of variables) {
      const value = await this.value(placeholder);
      if (value === undefined) this.missing.push({ placeholder, path, isWhole });
      else if (isWhole) return value;
      texts.set(placeholder.full, value === undefined ? "" : pythonText(value));
    }
    return replacePlaceholders(template, ({ full }) => texts.get(full));
  }

  private value({ name }: Placeholder): Promise<ConfigValue | undefined> {
    const variable = name.replaceAll(VARIABLE_PREFIX, "");
    const known =
      this.read.get(variable) ??
      this.templates
        .readVariable(variable)
        .then((value) => (value === undefined ? undefined : fromJson(value)));
    this.read.set(variable, known);
    return known;
  }
}

/** Whether anything in a value may stand for something of the server's: most values are what they are. */
function mayNameSomething(value: ConfigValue): boolean {
  if (typeof value === "string") return value.includes("{{");
  if (Array.isArray(value)) return value.some(mayNameSomething);
  return value instanceof Map && (value.has("$ref") || [...value.values()].some(mayNameSomething));
}

/** Python's `text.split(".", 2)`. */
function splitThree(text: string): (string | undefined)[] {
  const [first, second, ...rest] = text.split(".");
  return [first, second, rest.length > 0 ? rest.join(".") : undefined];
}
