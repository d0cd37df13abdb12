import type { Value } from "../../evaluate/values.ts";

/** Names of the type variables in a type, in the order of their first appearance. */
export function collectTypeVariables(type: Value, into: string[]): void {
  const name = typeVariableName(type);
  if (name !== undefined && !into.includes(name)) into.push(name);
  if (type.kind === "generic") for (const arg of type.args) collectTypeVariables(arg, into);
  if (type.kind === "union") for (const member of type.members) collectTypeVariables(member, into);
}

export function typeVariableName(type: Value): string | undefined {
  if (type.kind !== "instance" || type.of.kind !== "external" || type.of.name !== "typing.TypeVar")
    return undefined;
  const [first] = type.args;
  return first?.kind === "str" ? first.value : undefined;
}

/** A type with its type variables replaced. */
export function substitute(type: Value, variables: ReadonlyMap<string, Value>): Value {
  if (variables.size === 0) return type;
  const name = typeVariableName(type);
  if (name !== undefined) return variables.get(name) ?? type;
  if (type.kind === "generic") return { ...type, args: type.args.map((arg) => substitute(arg, variables)) };
  if (type.kind === "union")
    return { ...type, members: type.members.map((one) => substitute(one, variables)) };
  return type;
}
