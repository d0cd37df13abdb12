import type { ClassValue, Value } from "../../evaluate/values.ts";
import type { PythonModule } from "../../syntax/module.ts";
import { displayType } from "./display-type.ts";
import type { TypeReader } from "./type-reader.ts";

/** `package.module.Name`; only seen where two types share a name. */
export function longNameOf(reader: TypeReader, module: PythonModule, name: string): string {
  return `${reader.evaluation.imports.nameOf(module.file)}.${name}`;
}

/** Names of a class's definition: `Inner` and `package.module.Outer.Inner`, with arguments `Box[int]`. */
export function namesOf(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  core: string,
): { shortName: string; longName: string; core: string } {
  const suffix = args.length > 0 ? `[${args.map(displayType).join(",")}]` : "";
  return {
    core,
    shortName: `${cls.name}${suffix}`,
    longName: `${longNameOf(reader, cls.module, cls.qualifiedName)}${suffix}`,
  };
}
