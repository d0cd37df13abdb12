import type { Architecture } from "./architecture.ts";
import type { Tool } from "./version.ts";

/** Where one version of a tool can be downloaded. */
export interface ToolRelease {
  /** Address of the program, or of the archive that holds it. */
  url: string;
  /** Address of the text that publishes its SHA-256. */
  checksumUrl: string;
  /** The file's name in that text. */
  name: string;
  /** Path of the program in the archive; undefined where the file is the program. */
  inArchive: string | undefined;
}

const OFFICIAL: Record<Tool, string> = {
  k3s: "https://github.com",
  helm: "https://get.helm.sh",
  kubectl: "https://dl.k8s.io",
};

/** Addresses of a release: the official ones, or the same paths below `mirrorUrl`. */
export function releaseOf(
  tool: Tool,
  version: string,
  architecture: Architecture,
  mirrorUrl: string = OFFICIAL[tool],
): ToolRelease {
  switch (tool) {
    case "k3s": {
      // The bare name is amd64's; the plus sign of the version would be a space to some servers.
      const name = architecture === "amd64" ? "k3s" : `k3s-${architecture}`;
      const folder = `${mirrorUrl}/k3s-io/k3s/releases/download/${encodeURIComponent(version)}`;
      return {
        url: `${folder}/${name}`,
        checksumUrl: `${folder}/sha256sum-${architecture}.txt`,
        name,
        inArchive: undefined,
      };
    }
    case "helm": {
      const name = `helm-${version}-linux-${architecture}.tar.gz`;
      const url = `${mirrorUrl}/${name}`;
      return { url, checksumUrl: `${url}.sha256sum`, name, inArchive: `linux-${architecture}/helm` };
    }
    case "kubectl": {
      const url = `${mirrorUrl}/release/${version}/bin/linux/${architecture}/kubectl`;
      return { url, checksumUrl: `${url}.sha256`, name: "kubectl", inArchive: undefined };
    }
  }
}

/**
 * The SHA-256 that a published text gives for the file `name`, in lower-case hexadecimal: lines of sha256sum
 * (`<sum>  <name>`), or the sum alone.
 */
export function publishedChecksum(text: string, name: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  for (const line of lines) {
    const [, sum, file] = /^([0-9a-f]{64})(?:\s+\*?(?:\S*\/)?(\S+))?\s*$/i.exec(line) ?? [];
    if (sum && (file === name || (file === undefined && lines.length === 1))) return sum.toLowerCase();
  }
  return undefined;
}
