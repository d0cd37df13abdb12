import type { InputReader } from "#action-kit";
import { isPreRelease } from "#release-version";

export interface Inputs {
  version: string;
  tagPrefix: string;
  target: string | undefined;
  generateNotes: boolean;
  draft: boolean;
  preRelease: boolean;
  startWorkflow: string | undefined;
  token: string;
}

export function inputs(input: InputReader): Inputs {
  const version = input.required("version");
  const tagPrefix = input.optional("tag-prefix") ?? "v";
  return {
    version,
    tagPrefix: tagPrefix === "none" ? "" : tagPrefix,
    target: input.optional("target"),
    generateNotes: input.boolean("generate-notes", true),
    draft: input.boolean("draft"),
    preRelease: input.boolean("prerelease", isPreRelease(version)),
    startWorkflow: input.optional("start-workflow"),
    token: input.secret("github-token") ?? input.required("github-token"),
  };
}
