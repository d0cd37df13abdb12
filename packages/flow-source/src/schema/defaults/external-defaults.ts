import type { Json } from "#json";
import { standardLibrary } from "../../imports/standard-library.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";
import { isExternalClass } from "../core-schemas/external-types.ts";

/** Constants of the standard library that are the same everywhere and serve as defaults. */
const constants: Readonly<Record<string, Json>> = {
  "logging.CRITICAL": 50,
  "logging.FATAL": 50,
  "logging.ERROR": 40,
  "logging.WARNING": 30,
  "logging.WARN": 30,
  "logging.INFO": 20,
  "logging.DEBUG": 10,
  "logging.NOTSET": 0,
  "math.pi": Math.PI,
  "math.e": Math.E,
};

/**
 * A name from outside the repository as a default: undefined for a class or a built-in function, which have no JSON
 * and which pydantic leaves out. Throws TypeUnknown where it may as well be a constant.
 */
export function encodeExternalName(name: string): Json | undefined {
  const constant = constants[name];
  if (constant !== undefined) return constant;
  if (name.startsWith("builtins.") || isExternalClass(name)) return undefined;
  const [top = ""] = name.split(".");
  const member = name.slice(name.lastIndexOf(".") + 1);
  // Names of classes begin so in the standard library; `os.sep` and `sys.maxsize` don't, nor does `signal.SIGTERM`.
  if (standardLibrary.has(top) && /^[A-Z][a-z]/.test(member)) return undefined;
  throw new TypeUnknown(`the default \`${name}\` comes from outside the repository`);
}
