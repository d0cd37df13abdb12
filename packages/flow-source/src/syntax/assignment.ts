import type { Node } from "web-tree-sitter";
import { expressions } from "./convert.ts";

/** A target of an assignment and what it is given: `path` leads to it inside the value (`a, (b, c) = value`). */
export interface Target {
  node: Node;
  /** The assignment that it belongs to. */
  at: Node;
  value: Node;
  annotation: Node | undefined;
  path: number[];
  /** True beside a starred one, where the place inside the value isn't fixed. */
  isStarred: boolean;
}

/** Targets of `a = b = value`; an annotation without a value has none. */
export function targetsOf(assignment: Node): Target[] {
  const chain: Node[] = [];
  let value: Node | null = assignment;
  // `a = b = 1` nests to the right.
  while (value?.type === "assignment") {
    chain.push(value);
    value = value.childForFieldName("right");
  }
  if (!value) return [];
  const given = value;
  return chain.flatMap((at) => {
    const node = at.childForFieldName("left");
    const annotation = at.childForFieldName("type") ?? undefined;
    return node ? unpacked({ node, at, value: given, annotation, path: [], isStarred: false }) : [];
  });
}

function unpacked(target: Target): Target[] {
  if (!/^(pattern_list|tuple_pattern|list_pattern|tuple|list)$/.test(target.node.type)) return [target];
  const parts = expressions(target.node);
  const isStarred = target.isStarred || parts.some((part) => part.type === "list_splat_pattern");
  return parts.flatMap((part, index) => {
    const node = part.type === "list_splat_pattern" ? (expressions(part)[0] ?? part) : part;
    return unpacked({ ...target, node, annotation: undefined, path: [...target.path, index], isStarred });
  });
}
