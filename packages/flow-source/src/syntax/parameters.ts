import type { Node } from "web-tree-sitter";
import { expressions } from "./convert.ts";

/** One parameter of a function, in the order of `inspect.signature`. */
export interface Parameter {
  name: string;
  kind: "positional" | "positional-or-keyword" | "args" | "keyword" | "kwargs";
  annotation: Node | undefined;
  default: Node | undefined;
  node: Node;
}

export function readParameters(definition: Node): Parameter[] {
  const list = definition.childForFieldName("parameters");
  const parameters: Parameter[] = [];
  let kind: Parameter["kind"] = "positional-or-keyword";
  for (const child of list ? expressions(list) : []) {
    if (child.type === "positional_separator") {
      for (const earlier of parameters) earlier.kind = "positional";
      continue;
    }
    if (child.type === "keyword_separator") {
      kind = "keyword";
      continue;
    }
    const annotation = child.childForFieldName("type") ?? undefined;
    const inner = child.type === "typed_parameter" ? (child.namedChildren[0] ?? child) : child;
    if (inner.type === "list_splat_pattern" || inner.type === "dictionary_splat_pattern") {
      const name = expressions(inner)[0]?.text ?? "";
      const variadic = inner.type === "list_splat_pattern" ? "args" : "kwargs";
      parameters.push({ name, kind: variadic, annotation, default: undefined, node: child });
      kind = "keyword";
      continue;
    }
    const name = (child.childForFieldName("name") ?? inner).text;
    parameters.push({
      name,
      kind,
      annotation,
      default: child.childForFieldName("value") ?? undefined,
      node: child,
    });
  }
  return parameters;
}
