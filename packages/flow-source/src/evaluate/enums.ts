import { classScope, inheritsFrom, resolutionOrder } from "./classes.ts";
import type { Interpreter } from "./interpreter.ts";
import type { ClassValue, EnumMember, Value } from "./values.ts";
import { unknown } from "./values.ts";

const enumClasses: ReadonlySet<string> = new Set([
  ..."enum.Enum enum.IntEnum enum.StrEnum enum.Flag enum.IntFlag enum.ReprEnum".split(" "),
  // Prefect's own base class of its enums.
  ..."prefect.types.entrypoint.EntrypointType prefect.utilities.collections.AutoEnum".split(" "),
]);

export function isEnum(interpreter: Interpreter, cls: ClassValue): boolean {
  return inheritsFrom(interpreter, cls, enumClasses);
}

/** External classes that an enum inherits from: `builtins.str` of `class Color(str, Enum)`. */
export function enumBases(interpreter: Interpreter, cls: ClassValue): ReadonlySet<string> {
  return new Set(
    resolutionOrder(interpreter, cls).flatMap((base) => (base.kind === "external" ? [base.name] : [])),
  );
}

/**
 * Members in the order of the source, aliases (a value that was there before) left out; undefined where a value
 * isn't known.
 */
export function enumMembers(interpreter: Interpreter, cls: ClassValue): EnumMember[] | undefined {
  const all = allMembers(interpreter, cls);
  return all?.filter(
    (member, index) => all.findIndex(({ value }) => sameValue(value, member.value)) === index,
  );
}

/** The member of a name, aliases included. */
export function enumMember(interpreter: Interpreter, cls: ClassValue, name: string): EnumMember | undefined {
  const all = allMembers(interpreter, cls);
  const named = all?.find((member) => member.name === name);
  return named && all?.find((member) => sameValue(member.value, named.value));
}

const cache = new WeakMap<ClassValue, EnumMember[] | undefined>();

function allMembers(interpreter: Interpreter, cls: ClassValue): EnumMember[] | undefined {
  if (!cache.has(cls)) cache.set(cls, readMembers(interpreter, cls));
  return cache.get(cls);
}

function readMembers(interpreter: Interpreter, cls: ClassValue): EnumMember[] | undefined {
  const bases = enumBases(interpreter, cls);
  const members: EnumMember[] = [];
  for (const binding of cls.block.bindings) {
    if (binding.definition.kind !== "assign" || binding.name.startsWith("_")) continue;
    const given = interpreter.lookup(binding.name, classScope(interpreter, cls));
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
  if (given.kind === "tuple" && !bases.has("builtins.tuple") && hasDataType(bases)) {
    // `class Size(int, Enum)` with a tuple calls `int(*tuple)`.
    return unknown("a member is built from a tuple");
  }
  // `class Color(str, Enum)` with a number stores text only from `StrEnum` on; the value stays as written.
  return given;
}

function hasDataType(bases: ReadonlySet<string>): boolean {
  return ["builtins.str", "builtins.int", "builtins.float", "enum.IntEnum", "enum.StrEnum"].some((name) =>
    bases.has(name),
  );
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
