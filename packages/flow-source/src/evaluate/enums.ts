import { classScope, inheritsFrom, resolutionOrder } from "./classes.ts";
import { textOf } from "./constants.ts";
import type { Evaluation } from "./evaluation.ts";
import type { ClassValue, EnumMember, Value } from "./values.ts";
import { text, unknown } from "./values.ts";

const enumClasses: ReadonlySet<string> = new Set([
  ..."enum.Enum enum.IntEnum enum.StrEnum enum.Flag enum.IntFlag enum.ReprEnum".split(" "),
  // Prefect's own base class of its enums.
  ..."prefect.types.entrypoint.EntrypointType prefect.utilities.collections.AutoEnum".split(" "),
]);

export function isEnum(evaluation: Evaluation, cls: ClassValue): boolean {
  return inheritsFrom(evaluation, cls, enumClasses);
}

/** External classes that an enum inherits from: `builtins.str` of `class Color(str, Enum)`. */
export function enumBases(evaluation: Evaluation, cls: ClassValue): ReadonlySet<string> {
  return new Set(
    resolutionOrder(evaluation, cls).flatMap((base) => (base.kind === "external" ? [base.name] : [])),
  );
}

/**
 * Members in the order of the source, with aliases (a value that was there before) in their places, as
 * `__members__` has them; undefined where a value isn't known.
 */
export function enumMembers(evaluation: Evaluation, cls: ClassValue): EnumMember[] | undefined {
  return allMembers(evaluation, cls);
}

/** The member of a name, aliases included. */
export function enumMember(evaluation: Evaluation, cls: ClassValue, name: string): EnumMember | undefined {
  const all = allMembers(evaluation, cls);
  const named = all?.find((member) => member.name === name);
  return named && all?.find((member) => sameValue(member.value, named.value));
}

const cache = new WeakMap<ClassValue, EnumMember[] | undefined>();

function allMembers(evaluation: Evaluation, cls: ClassValue): EnumMember[] | undefined {
  if (!cache.has(cls)) cache.set(cls, readMembers(evaluation, cls));
  return cache.get(cls);
}

function readMembers(evaluation: Evaluation, cls: ClassValue): EnumMember[] | undefined {
  const bases = enumBases(evaluation, cls);
  const members: EnumMember[] = [];
  for (const binding of cls.block.bindings) {
    if (binding.definition.kind !== "assign" || binding.name.startsWith("_")) continue;
    const given = evaluation.lookup(binding.name, classScope(evaluation, cls));
    if (given.kind === "method" || given.kind === "function") continue;
    const value = memberValue(given, binding.name, bases, members);
    if (value === undefined) continue;
    if (value.kind === "unknown") return undefined;
    members.push({ kind: "member", of: cls, name: binding.name, value });
  }
  return members;
}

function memberValue(
  given: Value,
  name: string,
  bases: ReadonlySet<string>,
  before: readonly EnumMember[],
): Value | undefined {
  if (given.kind === "instance" && given.of.kind === "external") {
    if (given.of.name === "enum.auto") return autoValue(name, bases, before);
    if (given.of.name === "enum.nonmember") return undefined;
    if (given.of.name === "enum.member") return given.args[0];
  }
  return converted(given, bases);
}

/** `class Color(str, Enum)` makes text of its values, `IntEnum` numbers. */
function converted(given: Value, bases: ReadonlySet<string>): Value {
  const type = ["builtins.str", "builtins.int", "builtins.float"].find((name) => bases.has(name));
  if (given.kind === "unknown") return given;
  if (type === "builtins.str" || bases.has("enum.StrEnum")) {
    const shown = textOf(given);
    return shown === undefined ? unknown("a member isn't made of a text") : text(shown);
  }
  if (type === "builtins.float" && given.kind === "int") return { kind: "float", value: Number(given.value) };
  const isInteger = type === "builtins.int" || bases.has("enum.IntEnum") || bases.has("enum.IntFlag");
  if (isInteger && given.kind === "bool") return { kind: "int", value: BigInt(given.value) };
  if ((isInteger && given.kind !== "int") || (type === "builtins.float" && given.kind !== "float")) {
    return unknown("a member isn't made of a number");
  }
  return given;
}

/** `auto()`: the name in lower case for StrEnum, the next power of two for flags, else one more than the highest. */
function autoValue(name: string, bases: ReadonlySet<string>, before: readonly EnumMember[]): Value {
  if (bases.has("enum.StrEnum")) return { kind: "str", value: name.toLowerCase() };
  if (bases.has("prefect.utilities.collections.AutoEnum")) return { kind: "str", value: name };
  const numbers = before.flatMap(({ value }) => (value.kind === "int" ? [value.value] : []));
  const highest = numbers.reduce((most, next) => (next > most ? next : most), 0n);
  if (bases.has("enum.Flag") || bases.has("enum.IntFlag")) {
    return { kind: "int", value: highest === 0n ? 1n : 1n << BigInt(highest.toString(2).length) };
  }
  return { kind: "int", value: highest + 1n };
}

function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  if ("value" in left && "value" in right) return left.value === right.value;
  if ((left.kind === "tuple" || left.kind === "list") && "items" in right) {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => sameValue(item, right.items[index] as Value))
    );
  }
  return left.kind === "none";
}
