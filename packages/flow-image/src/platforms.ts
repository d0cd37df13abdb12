import type { Fault } from "#diagnostics";

/** What BuildKit can build for on Linux (Go's names), with the variants that images use. */
const KNOWN = [
  "linux/amd64",
  "linux/amd64/v2",
  "linux/amd64/v3",
  "linux/amd64/v4",
  "linux/arm64",
  "linux/arm64/v8",
  "linux/arm/v5",
  "linux/arm/v6",
  "linux/arm/v7",
  "linux/386",
  "linux/ppc64le",
  "linux/s390x",
  "linux/riscv64",
  "linux/loong64",
  "linux/mips64",
  "linux/mips64le",
];

const OWN: Partial<Record<NodeJS.Architecture, string>> = {
  x64: "linux/amd64",
  arm64: "linux/arm64",
  arm: "linux/arm/v7",
  ppc64: "linux/ppc64le",
  s390x: "linux/s390x",
  riscv64: "linux/riscv64",
};

/** The platform of the machine that this runs on; images are Linux images on every system. */
export function ownPlatform(architecture: NodeJS.Architecture = process.arch): string {
  return OWN[architecture] ?? "linux/amd64";
}

/** A fault for every platform that isn't known. */
export function platformFaults(platforms: readonly string[]): Fault[] {
  return platforms
    .filter((platform) => !KNOWN.includes(platform))
    .map((platform) => ({
      code: "input-invalid",
      message: `Input \`platforms\` has ${JSON.stringify(platform)}, which is no platform.`,
      fix: `Use ${KNOWN.join(", ")}.`,
    }));
}
