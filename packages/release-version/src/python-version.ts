import { type PreRelease, tooLong, type UnusableVersion, type Version } from "./version.ts";

/** The pattern of PEP 440's appendix B, with every spelling that it normalizes; digits bounded to safe integers. */
const PATTERN = new RegExp(
  [
    "^v?",
    "(?:(?<epoch>\\d{1,15})!)?",
    "(?<release>\\d{1,15}(?:\\.\\d{1,15})*)",
    "(?:[-_.]?(?<label>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<number>\\d{0,15}))?",
    "(?<post>-\\d{1,15}|[-_.]?(?:post|rev|r)[-_.]?\\d{0,15})?",
    "(?<dev>[-_.]?dev[-_.]?(?<devNumber>\\d{0,15}))?",
    "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$",
  ].join(""),
);

const LABELS: Record<string, string> = {
  alpha: "a",
  beta: "b",
  c: "rc",
  pre: "rc",
  preview: "rc",
};

/** PEP 440's order of the phases before a final release. */
export const PYTHON_PHASES = ["dev", "a", "b", "rc"];

/** Reads a version as PEP 440 does; epochs and local versions can't become image tags and are refused. */
export function parsePythonVersion(text: string): Version | UnusableVersion {
  const groups = PATTERN.exec(text.trim().toLowerCase())?.groups;
  if (!groups) {
    return { problem: "is no version by PEP 440.", fix: "Write it as MAJOR.MINOR.PATCH, such as 1.2.3." };
  }
  const numbers = (groups.release ?? "").split(".").map(Number);
  if (Number(groups.epoch ?? 0) !== 0) {
    return {
      problem: "has an epoch, which can't be part of an image tag.",
      fix: "Leave out what stands before the `!`.",
    };
  }
  if (groups.local !== undefined) {
    return {
      problem: "has a local version, which can't be part of an image tag.",
      fix: "Leave out what stands behind the `+`.",
    };
  }
  if (numbers.length > 3) {
    return { problem: `has ${numbers.length} numbers.`, fix: "Write it as MAJOR.MINOR.PATCH." };
  }
  if (groups.dev !== undefined && (groups.label !== undefined || groups.post !== undefined)) {
    return {
      problem:
        "is a development release of another pre- or post-release, which has no place in a row of steps.",
      fix: "Use one of dev, a, b and rc.",
    };
  }
  if (groups.label !== undefined && groups.post !== undefined) {
    return { problem: "is a post-release of a pre-release.", fix: "Raise the pre-release's number instead." };
  }
  const [major = 0, minor = 0, patch = 0] = numbers;
  const preRelease = readPreRelease(groups);
  const isPostRelease = groups.post !== undefined;
  const end = isPostRelease ? `.post${Number(groups.post?.replace(/\D/g, "") ?? 0)}` : spell(preRelease);
  const canonical = `${numbers.join(".")}${end}`;
  return (
    tooLong(canonical) ?? {
      text: canonical,
      spelling: "python",
      release: [major, minor, patch],
      preRelease,
      isPostRelease,
    }
  );
}

function readPreRelease(groups: Record<string, string | undefined>): PreRelease | undefined {
  if (groups.dev !== undefined) return { label: "dev", number: Number(groups.devNumber ?? 0) };
  if (groups.label === undefined) return undefined;
  return { label: LABELS[groups.label] ?? groups.label, number: Number(groups.number ?? 0) };
}

function spell(preRelease: PreRelease | undefined): string {
  if (!preRelease) return "";
  return `${preRelease.label === "dev" ? "." : ""}${preRelease.label}${preRelease.number}`;
}
