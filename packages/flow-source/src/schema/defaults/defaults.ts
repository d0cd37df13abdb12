import { floatText, type Json, ofFloat, ofInt } from "#json";
import type { Value } from "../../evaluate/values.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";
import { encodeExternalName } from "./external-defaults.ts";
import { encodeTemporal } from "./temporal-values.ts";

/** How an instance of a class of the repository is serialized; undefined where it can't be. */
export type EncodeInstance = (value: Extract<Value, { kind: "instance" }>) => Json | undefined;

/**
 * A default as pydantic shows it (`GenerateJsonSchema.encode_default`): serialized by its own type, or undefined
 * where that is impossible and pydantic leaves the default out. Throws TypeUnknown where the value isn't known.
 */
export function encodeDefault(
  value: Value,
  encodeInstance: EncodeInstance = refuseInstance,
): Json | undefined {
  const encode = (inner: Value): Json => {
    const encoded = encodeDefault(inner, encodeInstance);
    if (encoded === undefined) throw new NotSerializable();
    return encoded;
  };
  try {
    return encodeKnown(value, encode, encodeInstance);
  } catch (error) {
    if (error instanceof NotSerializable) return undefined;
    throw error;
  }
}

/** A value inside the default has no JSON: then pydantic leaves out the whole default. */
class NotSerializable extends Error {}

/** Values of `examples`, `json_schema_extra` and constraints, which must be plain. */
export function plainJson(value: Value): Json {
  const json = encodeDefault(value);
  if (json === undefined) throw new TypeUnknown("a value of a field isn't plain JSON");
  return json;
}

function refuseInstance(): Json | undefined {
  throw new TypeUnknown("an instance of a class isn't plain JSON");
}

function encodeKnown(
  value: Value,
  encode: (inner: Value) => Json,
  encodeInstance: EncodeInstance,
): Json | undefined {
  switch (value.kind) {
    case "none":
      return null;
    case "bool":
    case "str":
      return value.value;
    case "int":
      return ofInt(value.value);
    case "float":
      if (!Number.isFinite(value.value)) throw new TypeUnknown("infinity and NaN have no JSON");
      return ofFloat(value.value);
    case "bytes":
      return bytesText(value.value);
    case "list":
    case "tuple":
      return value.items.map(encode);
    case "set":
    case "frozenset":
      return sortedSet(value.items).map(encode);
    case "dict":
      return Object.fromEntries(value.entries.map(([key, entry]) => [keyText(key, encode), encode(entry)]));
    case "member":
      return encode(value.value);
    case "instance":
      if (value.of.kind === "class") return encodeInstance(value);
      return encodeExternal(value, value.of.name);
    // Classes, functions and modules have no JSON.
    case "class":
    case "function":
    case "flow":
    case "module":
    case "ellipsis":
    case "union":
    case "alias":
      return undefined;
    case "external":
      return encodeExternalName(value.name);
    // Either a type with its arguments or an item of a container.
    case "generic":
      return encodeKnown(value.origin, encode, encodeInstance);
    case "method":
      throw new TypeUnknown(`the default \`.${value.name}\` isn't known`);
    case "unknown":
      throw new TypeUnknown(value.reason);
  }
}

function encodeExternal(value: Extract<Value, { kind: "instance" }>, name: string): Json | undefined {
  const [first] = value.args;
  const temporal = encodeTemporal(value, name);
  if (temporal !== undefined) return temporal;
  switch (name) {
    case "pathlib.Path":
    case "pathlib.PurePath":
    case "pathlib.PosixPath":
    case "pathlib.PurePosixPath": {
      const parts = value.args.map((arg) =>
        arg.kind === "instance" ? encodeExternal(arg, "pathlib.Path") : arg,
      );
      const texts = parts.map((part) => (typeof part === "string" ? part : textOf(part)));
      if (texts.includes(undefined)) break;
      return joinPath(texts as string[]);
    }
    case "decimal.Decimal":
      if (!first) return "0";
      if (first.kind === "int") return String(first.value);
      if (first.kind === "str" && /^[+-]?(\d+(\.\d+)?)$/.test(first.value))
        return first.value.replace(/^\+/, "");
      break;
    case "uuid.UUID": {
      const hex = first?.kind === "str" ? first.value.replace(/^urn:uuid:|[{}-]/g, "").toLowerCase() : "";
      const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hex);
      if (parts) return parts.slice(1).join("-");
      break;
    }
    case "re.compile":
      if (first?.kind === "str") return first.value;
      break;
    case "zoneinfo.ZoneInfo":
      if (first?.kind === "str") return first.value;
      break;
    case "collections.OrderedDict":
    case "collections.defaultdict":
      if (value.args.length === 0 || (name.endsWith("defaultdict") && value.args.length === 1)) return {};
      break;
    case "types.LambdaType":
    case "builtins.object":
    case "functools.partial":
      return undefined;
    case "pydantic.SecretStr":
    case "pydantic.SecretBytes":
      if (first?.kind === "str" || first?.kind === "bytes") return first.value === "" ? "" : "**********";
      break;
  }
  throw new TypeUnknown(`the default calls \`${name}\``);
}

function textOf(value: Json | Value | undefined): string | undefined {
  return value !== null && typeof value === "object" && "kind" in value && value.kind === "str"
    ? (value.value as string)
    : undefined;
}

/** `str(PurePosixPath(...))` */
function joinPath(parts: readonly string[]): string {
  const absolute = parts.findLastIndex((part) => part.startsWith("/"));
  const joined = parts.slice(Math.max(absolute, 0)).join("/");
  const segments = joined.split("/").filter((segment) => segment !== "" && segment !== ".");
  const root = joined.startsWith("/") ? (/^\/\/[^/]/.test(joined) ? "//" : "/") : "";
  return root + segments.join("/") || ".";
}

/** Text of bytes as UTF-8; bytes that aren't have no JSON. */
function bytesText(bytes: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}

/** pydantic shows sets sorted; sets that can't be sorted come in an order that only running tells. */
function sortedSet(items: readonly Value[]): Value[] {
  const unique = [...new Map(items.toReversed().map((item) => [sortKey(item), item])).values()].reverse();
  if (unique.length < 2) return unique;
  const numbers = unique.every((item) => item.kind === "int" || item.kind === "float");
  const texts = unique.every(
    (item) => item.kind === "str" || (item.kind === "member" && item.value.kind === "str"),
  );
  if (!numbers && !texts) throw new TypeUnknown("the order of a set isn't known");
  if (texts && unique.some((item) => item.kind === "member"))
    throw new TypeUnknown("the order of a set isn't known");
  return unique.sort((left, right) => {
    const [a, b] = [sortKey(left), sortKey(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

function sortKey(value: Value): string | number {
  if (value.kind === "int") return Number(value.value);
  if (value.kind === "float") return value.value;
  if (value.kind === "str") return value.value;
  if (value.kind === "bool") return Number(value.value);
  return value.kind === "member" ? `${value.of.qualifiedName}.${value.name}` : value.kind;
}

/** A dictionary's key as JSON text. */
function keyText(key: Value, encode: (value: Value) => Json): string {
  switch (key.kind) {
    case "str":
      return key.value;
    case "none":
      return "None";
    case "bool":
      return String(key.value);
    case "int":
      return String(key.value);
    case "float":
      return floatText(key.value);
    case "tuple":
      return key.items.map((item) => keyText(item, encode)).join(",");
    case "member":
      return keyText(key.value, encode);
    default: {
      const json = encode(key);
      if (typeof json !== "string") throw new TypeUnknown("a key of a dictionary isn't known");
      return json;
    }
  }
}
