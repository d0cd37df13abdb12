import { cleanDocstring } from "../../docstrings/docstring.ts";
import { docstringOf } from "../../evaluate/docstrings.ts";
import type { ClassValue } from "../../evaluate/values.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";

/** The cleaned docstring of a class; an empty one counts as none. */
export function classDescription(cls: ClassValue): string | undefined {
  const docstring = docstringOf(cls.node);
  if (docstring.kind === "unknown") throw new TypeUnknown(docstring.reason);
  return docstring.kind === "str" && docstring.value !== "" ? cleanDocstring(docstring.value) : undefined;
}
