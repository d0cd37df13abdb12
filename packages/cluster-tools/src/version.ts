import { valid } from "semver";
import type { Fault } from "#diagnostics";

export const TOOLS = ["k3s", "helm", "kubectl"] as const;
export type Tool = (typeof TOOLS)[number];

/** How the tool's own documentation spells it. */
export const TITLE: Record<Tool, string> = { k3s: "K3s", helm: "Helm", kubectl: "kubectl" };

const EXAMPLE: Record<Tool, string> = { k3s: "v1.34.4+k3s1", helm: "v3.22.0", kubectl: "v1.34.4" };

/** A K3s release is a Kubernetes version with a count of its own. */
const K3S = /^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?\+k3s\d+$/;
const PLAIN = /^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/;

/** What is wrong with a version that was asked for; only exact ones mean the same at every run. */
export function versionFault(tool: Tool, version: string): Fault | undefined {
  const exact = normalVersion(version);
  if ((tool === "k3s" ? K3S : PLAIN).test(exact) && valid(exact)) return undefined;
  return {
    code: "input-invalid",
    message: `Input \`${tool}-version\` is ${JSON.stringify(version)}, which is no exact version of ${TITLE[tool]}.`,
    fix: `Write one such as ${EXAMPLE[tool]}.`,
  };
}

/** The version with the `v` that all releases of the three tools carry. */
export function normalVersion(version: string): string {
  return version.startsWith("v") ? version : `v${version}`;
}

/** Whether the tool's own answer is the version that was asked for. */
export function isVersion(tool: Tool, found: string | undefined, asked: string): boolean {
  if (found === undefined) return false;
  // The kubectl in K3s says v1.34.4+k3s1: the same kubectl, built by somebody else.
  return tool === "kubectl" ? found.replace(/\+.*$/, "") === asked : found === asked;
}
