import { cleanDocstring } from "../../docstrings/docstring.ts";
import { docstringOf } from "../../evaluate/classes.ts";
import type { ClassValue } from "../../evaluate/values.ts";

/** The cleaned docstring of a class; an empty one counts as none. */
export function classDescription(cls: ClassValue): string | undefined {
  const docstring = docstringOf(cls.node);
  return docstring ? cleanDocstring(docstring) : undefined;
}
