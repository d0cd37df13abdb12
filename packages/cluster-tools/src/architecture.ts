import { FaultError } from "#diagnostics";

/** A processor as the releases of all three tools name it. */
export type Architecture = "amd64" | "arm64";

const BY_NODE_NAME: Record<string, Architecture> = { x64: "amd64", arm64: "arm64" };

/** The architecture of a machine, from Node's `process.platform` and `process.arch`. */
export function architectureOf(platform: string, arch: string): Architecture {
  const architecture = platform === "linux" ? BY_NODE_NAME[arch] : undefined;
  if (architecture) return architecture;
  throw new FaultError({
    code: "machine-unfit",
    message: `The tools can't be set up on ${platform} with a processor of type ${arch}.`,
    fix: "Use a Linux runner on x64 or arm64.",
  });
}
