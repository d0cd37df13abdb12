import { spawnSync } from "node:child_process";

/** A pull request as a test describes it; everything else of GitHub's answer is made up around it. */
export interface PullRequest {
  number: number;
  title?: string;
  state?: "open" | "closed";
  /** Branch and commit it comes from. */
  head: { ref: string; sha: string };
  base?: { ref: string; sha?: string };
  /** The commit that merged it; set for a merged one, which is then closed. */
  mergeCommit?: string;
  labels?: string[];
  /** Who opened it. */
  author?: string;
}

/** A comment on a pull request. */
export interface Comment {
  id: number;
  pull: number;
  author: string;
  body: string;
  /** How often it was edited. */
  edits: number;
}

export interface Release {
  id: number;
  tag: string;
  target: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  makeLatest: string;
}

/** A package of GitHub's registry, of an organisation or of a user. */
export interface ContainerPackage {
  owner: "org" | "user";
  versions: { id: number; digest: string; tags: string[] }[];
}

/** What GitHub keeps of one repository: its git data in a real git folder, the rest in memory. */
export class Repository {
  readonly releases: Release[] = [];
  readonly pulls: PullRequest[] = [];
  readonly comments: Comment[] = [];
  /** By `owner/name`. */
  readonly packages = new Map<string, ContainerPackage>();
  /** Workflows that were started by hand or through the API, in order. */
  readonly started: { workflow: string; ref: string; inputs: object }[] = [];
  /** States of workflow runs, by their ids. */
  readonly workflowRuns = new Map<string, "queued" | "in_progress" | "completed">();
  private nextId = 1;

  /** `folder` is a git work tree or a bare repository. */
  readonly fullName: string;
  readonly folder: string;

  constructor(fullName: string, folder: string) {
    this.fullName = fullName;
    this.folder = folder;
  }

  newId(): number {
    return this.nextId++;
  }

  /** Standard output of git without its last line end, or undefined where git fails. */
  git(args: readonly string[], input?: string): string | undefined {
    const { status, stdout } = spawnSync("git", ["-C", this.folder, ...args], {
      encoding: "utf8",
      input: input ?? "",
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
    });
    return status === 0 ? stdout.replace(/\n$/, "") : undefined;
  }

  /** The full name of the commit that a branch, tag or hash stands for. */
  commit(ref: string): string | undefined {
    return this.git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  }

  tagNames(): string[] {
    return (this.git(["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"]) ?? "")
      .split("\n")
      .filter(Boolean);
  }
}
