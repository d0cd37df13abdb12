import semver from "semver";
import { type PreRelease, tooLong, type UnusableVersion, type Version } from "./version.ts";

/** Reads a version as Semantic Versioning 2.0.0 does; build metadata can't become an image tag and is refused. */
export function parseSemanticVersion(text: string): Version | UnusableVersion {
  const trimmed = text.trim();
  const parsed = /^\d/.test(trimmed) ? semver.parse(trimmed) : null;
  if (!parsed) {
    return {
      problem: "is no version by Semantic Versioning.",
      fix: "Write it as MAJOR.MINOR.PATCH, such as 1.2.3.",
    };
  }
  if (parsed.build.length > 0) {
    return {
      problem: "has build metadata, which can't be part of an image tag.",
      fix: "Leave out what stands behind the `+`.",
    };
  }
  return (
    tooLong(parsed.version) ?? {
      text: parsed.version,
      spelling: "semver",
      release: [parsed.major, parsed.minor, parsed.patch],
      preRelease: readPreRelease(parsed.prerelease),
      isPostRelease: false,
    }
  );
}

/** `rc.1` and `rc1` both count by their last number. */
function readPreRelease(identifiers: readonly (string | number)[]): PreRelease | undefined {
  if (identifiers.length === 0) return undefined;
  const last = identifiers.at(-1);
  if (typeof last === "number") return { label: identifiers.slice(0, -1).join("."), number: last };
  const [, label, digits] = identifiers.join(".").match(/^(.*?\D)(\d{1,15})?$/) ?? [];
  return { label: label ?? String(last), number: digits === undefined ? undefined : Number(digits) };
}
