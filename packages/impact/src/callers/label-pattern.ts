import { type GlobToken, matchesGlob } from "../glob.ts";

/**
 * Whether a pattern of a trigger matches a value, as Prefect has it (`matches` of
 * `prefect.server.events.schemas.events`): a glob of Python's `fnmatch`, in which `*` and `?` stand for any
 * characters and `[abc]` for one of some; a `!` before it turns it round. The time it takes grows with the product of
 * the lengths at most.
 */
export function matchesLabel(pattern: string, value: string): boolean {
  if (pattern.startsWith("!")) return !matchesGlob(tokens(pattern.slice(1)), value);
  return matchesGlob(tokens(pattern), value);
}

/** Whether a pattern may match some value that begins so. */
export function mayBeginWith(pattern: string, beginning: string): boolean {
  if (pattern.startsWith("!")) return true;
  const special = pattern.search(/[*?[]/);
  const literal = special < 0 ? pattern : pattern.slice(0, special);
  return literal.startsWith(beginning) || (special >= 0 && beginning.startsWith(literal));
}

/** Whether a pattern stands for itself alone. */
export function isExact(pattern: string): boolean {
  return !/^!|[*?[]/.test(pattern);
}

function tokens(pattern: string): GlobToken[] {
  const found: GlobToken[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    // A bracket right at the beginning belongs to the set.
    const first = characters[at + 1] === "!" ? at + 2 : at + 1;
    const end = character === "[" ? characters.indexOf("]", first + 1) : -1;
    if (character === "*") found.push("*");
    else if (character === "?") found.push(() => true);
    else if (end < 0) found.push((other) => other === character);
    else {
      const members = characters.slice(first, end);
      const isNegated = first === at + 2;
      found.push((other) => isMember(other, members) !== isNegated);
      at = end;
    }
  }
  return found;
}

function isMember(character: string, members: readonly string[]): boolean {
  for (let at = 0; at < members.length; at++) {
    const [from = "", dash, to] = members.slice(at, at + 3);
    if (dash === "-" && to !== undefined) {
      if (from <= character && character <= to) return true;
      at += 2;
    } else if (from === character) return true;
  }
  return false;
}
