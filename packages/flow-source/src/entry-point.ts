import { posix } from "node:path";
import { FaultError, type Location } from "#diagnostics";

/** Where Prefect looks for a flow (`prefect.utilities.importtools.import_object`). */
export interface EntryPoint {
  /** As written. */
  text: string;
  /** `path/file.py:func`: the file, relative to the repository's root. */
  file: string | undefined;
  /** `module.path:func` or `module.path.func`: the module. */
  module: string | undefined;
  /** Attributes to follow from the module: `["func"]`, `["Class", "method"]`. */
  object: string[];
}

/**
 * Reads an entry point. `folder` is the working directory, relative to the repository's root.
 * Throws a FaultError where it has none of Prefect's forms or leads out of the repository.
 */
export function parseEntryPoint(text: string, folder: string, location?: Location): EntryPoint {
  const refuse = (message: string): FaultError =>
    new FaultError({
      code: "entry-point-invalid",
      message,
      location,
      fix: "Write it as `path/file.py:function`, `path/file.py:Class.method` or `package.module.function`.",
    });
  const colon = text.lastIndexOf(":");
  const cut = colon !== -1 ? colon : text.lastIndexOf(".");
  const place = text.slice(0, cut);
  const object = text.slice(cut + 1).split(".");
  if (cut <= 0 || object.some((name) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))) {
    throw refuse(`The entry point \`${text}\` names no function of a file or module.`);
  }
  if (colon !== -1 && place.endsWith(".py")) {
    if (posix.isAbsolute(place)) throw refuse(`The entry point \`${text}\` is an absolute path.`);
    const file = posix.join(folder, place);
    if (file.startsWith("../")) throw refuse(`The entry point \`${text}\` leads out of the repository.`);
    return { text, file, module: undefined, object };
  }
  if (/[/\\]/.test(place))
    throw refuse(`The entry point \`${text}\` is neither a \`.py\` file nor a module.`);
  return { text, file: undefined, module: place, object };
}
