import { canonicalText, isObject, type Json, type JsonObject } from "#json";
import type { Definition } from "../core-schemas/core-schema.ts";

const PREFIX = "#/definitions/";

/**
 * Names of definitions. While a schema is made every definition has a key of its own; at the end each gets the
 * shortest name that no different definition has (`pydantic.json_schema._DefinitionsRemapping`).
 */
export class DefinitionNames {
  private readonly keys = new Map<Definition, string>();
  private readonly byKey = new Map<string, Definition>();
  private readonly choices = new Map<string, string[]>();

  keyOf(definition: Definition): string {
    const known = this.keys.get(definition);
    if (known) return known;
    const sameName = [...this.keys.keys()].filter((other) => other.longName === definition.longName).length;
    const [short, long] = [definition.shortName, definition.longName].map(normalize) as [string, string];
    const key = `${long}-Input__${sameName + 1}`;
    this.keys.set(definition, key);
    this.byKey.set(key, definition);
    this.choices.set(key, [short, `${short}-Input`, long, `${long}-Input`, `${long}__${sameName + 1}`, key]);
    return key;
  }

  find(key: string): Definition | undefined {
    return this.byKey.get(key);
  }

  /** Takes over a finished schema whose definitions have names already; their references get keys of ours. */
  adopt(
    json: JsonObject,
    definitions: { [name: string]: Json },
    add: (definition: Definition, json: JsonObject) => void,
  ): JsonObject {
    const keys = new Map<string, string>();
    for (const name of Object.keys(definitions)) {
      const definition: Definition = {
        core: "model",
        shortName: name,
        longName: `adopted__${name}`,
        body: undefined,
      };
      keys.set(`${PREFIX}${name}`, `${PREFIX}${this.keyOf(definition)}`);
    }
    for (const [name, inner] of Object.entries(definitions)) {
      const definition = this.byKey.get((keys.get(`${PREFIX}${name}`) ?? "").slice(PREFIX.length));
      if (definition) add(definition, renameTexts(inner, keys) as JsonObject);
    }
    return renameTexts(json, keys) as JsonObject;
  }

  /** `json` and the definitions that it needs, under their final names. */
  finish(
    json: JsonObject,
    definitionOf: (key: string) => JsonObject | undefined,
  ): { json: JsonObject; definitions: { [name: string]: Json } } {
    const used = new Map<string, JsonObject>();
    const collect = (value: Json): void => {
      for (const key of referencesIn(value)) {
        const definition = used.has(key) ? undefined : definitionOf(key);
        if (!definition) continue;
        used.set(key, definition);
        collect(definition);
      }
    };
    collect(json);
    const final = this.remap(used);
    const renamed = new Map([...final].map(([from, to]) => [`${PREFIX}${from}`, `${PREFIX}${to}`]));
    const definitions: { [name: string]: Json } = {};
    for (const [key, definition] of used) {
      definitions[final.get(key) ?? key] = renameTexts(definition, renamed);
    }
    return { json: renameTexts(json, renamed) as JsonObject, definitions };
  }

  /** From keys to final names, found by simplifying until nothing changes. */
  private remap(definitions: ReadonlyMap<string, JsonObject>): Map<string, string> {
    let current = new Map(definitions);
    let before = "";
    for (;;) {
      const schemas = new Map<string, Set<string>>();
      for (const [key, definition] of current) {
        for (const choice of this.choices.get(key) ?? [key]) {
          const seen = schemas.get(choice) ?? new Set();
          schemas.set(choice, seen.add(canonicalText(definition)));
        }
      }
      const names = new Map<string, string>();
      const texts = new Map<string, string>();
      for (const key of definitions.keys()) {
        const choices = this.choices.get(key) ?? [key];
        const index = choices.findIndex((choice) => schemas.get(choice)?.size === 1);
        const name = choices[index] ?? key;
        names.set(key, name);
        for (const choice of choices.slice(Math.max(index, 0)))
          texts.set(`${PREFIX}${choice}`, `${PREFIX}${name}`);
      }
      current = new Map([...definitions].map(([key, json]) => [key, renameTexts(json, texts) as JsonObject]));
      const now = canonicalText([...current.values()]);
      if (now === before) return names;
      before = now;
    }
  }
}

/** Every `$ref` inside a schema, as definition keys. */
function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    name === "$ref" && typeof entry === "string" && entry.startsWith(PREFIX)
      ? [entry.slice(PREFIX.length)]
      : referencesIn(entry),
  );
}

/** Replaces references, also where they stand as plain texts (a discriminator's mapping). */
function renameTexts(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => renameTexts(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renameTexts(entry, names)]));
}

/** `normalize_name` */
function normalize(name: string): string {
  return name.replace(/[^a-zA-Z0-9.\-_]/g, "_").replaceAll(".", "__");
}
