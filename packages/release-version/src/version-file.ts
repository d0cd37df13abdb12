import { posix } from "node:path";
import { FaultError, type Location } from "#diagnostics";
import {
  readChartVersion,
  readPackageVersion,
  readPlainVersion,
  readPyprojectVersion,
} from "./file-formats.ts";
import { locateValue, type Place } from "./locate-value.ts";
import { parsePythonVersion } from "./python-version.ts";
import { parseSemanticVersion } from "./semantic-version.ts";
import type { UnusableVersion, Version } from "./version.ts";

/** The version that a file states. */
export interface StatedVersion {
  version: Version;
  location: Location;
  /** Where the version's text stands in the file; undefined where it is written with escapes. */
  place: Place | undefined;
}

/** Reads the text of a version; throws a FaultError with what the file lacks. */
type ReadText = (text: string, file: string) => string;

interface Format {
  read: ReadText;
  parse: (text: string) => Version | UnusableVersion;
}

const FORMATS: Record<string, Format> = {
  "pyproject.toml": { read: readPyprojectVersion, parse: parsePythonVersion },
  "package.json": { read: readPackageVersion, parse: parseSemanticVersion },
  "Chart.yaml": { read: readChartVersion, parse: parseSemanticVersion },
  VERSION: { read: readPlainVersion, parse: parseEither },
};

/** The names of version files, for messages and documentation. */
export const VERSION_FILES: readonly string[] = Object.keys(FORMATS);

/** Says whether a text is a pre-release by either rule; a text that is no version is none. */
export function isPreRelease(text: string): boolean {
  const version = parseEither(text);
  return !("problem" in version) && version.preRelease !== undefined;
}

/** A plain file may keep to either rule; semver's own spelling is kept where it is one. */
function parseEither(text: string): Version | UnusableVersion {
  const semantic = parseSemanticVersion(text);
  const isForeign = "problem" in semantic && semantic.problem.startsWith("is no version");
  return isForeign ? parsePythonVersion(text) : semantic;
}

/**
 * Reads the version that a file states.
 * @param file path of the file, relative to the repository; its name tells its format
 * @throws FaultError where the file can't be read, states none, or states one that can't become an image tag
 */
export function readVersion(file: string, text: string): StatedVersion {
  const { read, parse } = formatOf(file);
  const stated = read(text, file);
  const place = locateValue(text, stated, (changed) => read(changed, file));
  const location: Location = { file, ...(place ? { line: place.line, column: place.column } : {}) };
  const version = parse(stated);
  if ("problem" in version) {
    throw new FaultError({
      code: "version-file-unusable",
      message: `Version ${JSON.stringify(stated)} ${version.problem}`,
      location,
      fix: version.fix,
    });
  }
  return { version, location, place };
}

function formatOf(file: string): Format {
  const format = FORMATS[posix.basename(file)];
  if (!format) {
    throw new FaultError({
      code: "version-file-unusable",
      message: `${file} is no version file that is known.`,
      fix: `Use a file named ${VERSION_FILES.join(", ")}.`,
    });
  }
  return format;
}
