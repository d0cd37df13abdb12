import type { Node } from "web-tree-sitter";
import { expressions } from "./convert.ts";

/** What statements do to objects that names hold, without giving the names new values. */
export interface Changes {
  /** Names whose value is changed in place (`names.append(...)`, `table[k] = ...`). */
  mutated: Set<string>;
  /** Attributes that are set, and where, by name: `main.version = ...`, `setattr(main, "version", ...)`. */
  attributes: Map<string, Map<string, Node>>;
}

/** Notes that an assignment to `target`, or a call of it, changes what a name holds. */
export function noteChange(target: Node | null | undefined, changes: Changes): void {
  let root = target;
  while (root?.type === "attribute" || root?.type === "subscript" || root?.type === "call") {
    root = root.namedChildren[0];
  }
  if (root?.type === "identifier") changes.mutated.add(root.text);
}

/** Notes an assignment to something that is no plain name. */
export function noteAssignment(target: Node | null | undefined, changes: Changes): void {
  noteChange(target, changes);
  const object = target?.type === "attribute" ? target.childForFieldName("object") : undefined;
  const attribute = target?.childForFieldName("attribute")?.text;
  if (object?.type === "identifier" && attribute) noteAttribute(object, attribute, changes);
}

/** Notes what a statement that is a call alone changes. */
export function noteCall(call: Node, changes: Changes): void {
  const callee = call.childForFieldName("function");
  if (callee?.type === "attribute") noteChange(callee, changes);
  const [first, second] = expressions(call.childForFieldName("arguments") ?? call);
  if (first?.type !== "identifier") return;
  if (callee?.text === "setattr")
    noteAttribute(first, second?.type === "string" ? second.text.slice(1, -1) : "__dict__", changes);
  if (/\bupdate_wrapper$/.test(callee?.text ?? "")) noteAttribute(first, "__wrapped__", changes);
}

function noteAttribute(object: Node, attribute: string, { attributes }: Changes): void {
  const known = attributes.get(object.text) ?? new Map<string, Node>();
  attributes.set(object.text, known.set(attribute, object));
}
