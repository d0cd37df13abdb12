import type { Value } from "../../evaluate/values.ts";

/**
 * Text of a type as pydantic shows it in the names of generic models (`_repr.display_as_type`). Two types are the
 * same when their texts are.
 */
export function displayType(type: Value): string {
  switch (type.kind) {
    case "none":
      return "NoneType";
    case "external": {
      if (type.shown) return type.shown;
      const name = type.name.replace(
        /^(builtins|typing|datetime|decimal|uuid|pathlib|collections(\.abc)?|pydantic)\./,
        "",
      );
      return type.name.startsWith("typing.") ? name : (name.split(".").at(-1) ?? name);
    }
    case "class":
      return type.qualifiedName;
    case "generic": {
      if (type.origin.kind === "external" && /^typing\.(Optional|Union)$/.test(type.origin.name)) {
        const extra: Value[] = type.origin.name === "typing.Optional" ? [{ kind: "none" }] : [];
        return `Union[${unionMembers([...type.args, ...extra])
          .map(displayType)
          .join(", ")}]`;
      }
      return `${displayType(type.origin)}[${type.args.map(displayType).join(", ")}]`;
    }
    case "union":
      return `Union[${unionMembers(type.members).map(displayType).join(", ")}]`;
    case "str":
      return `'${type.value}'`;
    case "int":
    case "bool":
    case "float":
      return `${type.kind}:${type.value}`;
    case "bytes":
      return `b'${type.value}'`;
    case "ellipsis":
      return "...";
    case "alias":
      return type.name;
    case "member":
      return `${type.of.qualifiedName}.${type.name}`;
    case "list":
    case "tuple":
      return `[${type.items.map(displayType).join(", ")}]`;
    case "instance": {
      const of = type.of.kind === "class" ? type.of.qualifiedName : type.of.name;
      const named = [...type.keywords].map(([name, value]) => `${name}=${displayType(value)}`);
      const [first] = type.args;
      if (of === "typing.TypeVar" && first?.kind === "str") return `~${first.value}`;
      return `${of}(${[...type.args.map(displayType), ...named].join(", ")})`;
    }
    default:
      return type.kind;
  }
}

/** Members of a union, nested unions opened and doubles dropped. */
export function unionMembers(members: readonly Value[]): Value[] {
  const flat = members.flatMap((member): Value[] => {
    if (member.kind === "union") return unionMembers(member.members);
    if (member.kind === "generic" && member.origin.kind === "external") {
      if (member.origin.name === "typing.Union") return unionMembers(member.args);
      if (member.origin.name === "typing.Optional") return unionMembers([...member.args, { kind: "none" }]);
    }
    return [member];
  });
  const seen = new Set<string>();
  return flat.filter((member) => {
    const key = identity(member);
    return !seen.has(key) && seen.add(key);
  });
}

/** Classes of the same name in different modules are different types. */
function identity(type: Value): string {
  if (type.kind === "class") return `${type.module.file}:${type.qualifiedName}`;
  if (type.kind === "external") return type.shown ? `typing.${type.shown}` : type.name;
  if (type.kind === "generic") return `${identity(type.origin)}[${type.args.map(identity).join(", ")}]`;
  return displayType(type);
}
