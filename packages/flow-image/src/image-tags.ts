import { type Fault, throwIfAny } from "#diagnostics";
import { isTag } from "./image-name.ts";

/** What says which tags an image gets. */
export interface TagWishes {
  environment: "dev" | "prod" | undefined;
  /** The caller's own tags; they take the place of those of an environment. */
  tags: readonly string[];
  version: string | undefined;
  /** Number of the pull request that is built, for `dev`. */
  pullRequest: number | undefined;
  /** Number of the workflow's run, for `dev`. */
  run: string | undefined;
}

export interface ImageTags {
  /** At least one; the first is the one that is deployed. */
  tags: string[];
  /** The tag of a release, which is never moved to another image unless told. */
  releaseTag: string | undefined;
}

/**
 * The tags of an image: `VERSION-pr-PR-run-RUN` for dev, `VERSION` for prod, or the caller's own. Throws a
 * FaultError that names the inputs that are missing or don't fit.
 */
export function imageTags(wishes: TagWishes): ImageTags {
  const faults = faultsOf(wishes);
  throwIfAny(faults);
  const { environment, version = "" } = wishes;
  if (environment === "dev") return { tags: [devTag(wishes)], releaseTag: undefined };
  if (environment === "prod") return { tags: [version], releaseTag: version };
  return { tags: [...new Set(wishes.tags)], releaseTag: undefined };
}

function devTag({ version, pullRequest, run }: TagWishes): string {
  return `${version}-pr-${pullRequest}-run-${run}`;
}

function faultsOf(wishes: TagWishes): Fault[] {
  const { environment, tags, version, pullRequest, run } = wishes;
  const faults: Fault[] = [];
  const fault = (message: string, fix: string) => faults.push({ code: "input-invalid", message, fix });
  if (environment && tags.length > 0) {
    fault("Inputs `environment` and `tags` are both set.", "Set one: an environment has its own tags.");
  } else if (!environment && tags.length === 0) {
    fault("Neither input `environment` nor `tags` is set.", "Set `environment: dev` or `prod`, or `tags`.");
  }
  for (const tag of tags) {
    if (!isTag(tag)) fault(`Input \`tags\` has ${JSON.stringify(tag)}, which is no tag.`, TAG_RULE);
  }
  if (environment && !version) {
    fault("Input `version` is missing.", `The tag for ${environment} is made of it.`);
  } else if (environment && !isTag(environment === "dev" ? devTag(wishes) : (version ?? ""))) {
    fault(`Input \`version\` is ${JSON.stringify(version)}, which can't be a tag.`, TAG_RULE);
  }
  if (environment === "dev" && (pullRequest === undefined || !run)) {
    fault(
      "Input `environment` is dev, whose tag names a pull request and a run, but this is no run of a pull request.",
      "Set `tags` instead.",
    );
  }
  return faults;
}

const TAG_RULE =
  "A tag is up to 128 letters, digits, `_`, `.` and `-`, and begins with none of the last two.";
