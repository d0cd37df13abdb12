import type { FlowReading } from "#flow-source";
import type { Json } from "#json";

/** What is set on top of the file. Everything left out stays as the file has it. */
export interface Overrides {
  /** Branch of every git clone of the project's own repository that doesn't pin a commit. */
  branch?: string;
  /** Commit that replaces the branch of those: Prefect takes one or the other. */
  commit?: string;
  /** `commit`: each commit is cloned into a folder of its own, beside `commit` only; as defined unless given. */
  pinFolder?: "as-defined" | "commit";
  /**
   * Addresses of the project's own repository (`owner/name` is one at github.com), today's first: a git clone step of
   * another one keeps its branch. Unless given, every git clone step follows.
   */
  repository?: string | readonly string[];
  /** Tags added after the file's own, without repeating one. */
  tags?: readonly string[];
  /** Job variables laid over the file's own, key by key, in mappings such as `env` too. */
  jobVariables?: { readonly [name: string]: Json };
  workPool?: string;
  workQueue?: string;
  /** Put before the deployment's name; whatever a server can't take in a name is replaced by `-`. */
  namePrefix?: string;
  /** State of every schedule; `as-declared` unless given. */
  schedules?: "as-declared" | "active" | "paused";
}

/** A block document as the API returns it. */
export interface BlockDocument {
  data: { [key: string]: Json };
}

/** Reads what placeholders name; each is asked at most once a deployment. */
export interface ServerValues {
  /** `GET /block_types/slug/{slug}/block_documents/name/{name}`; undefined where there is none. */
  readBlock(typeSlug: string, name: string): Promise<BlockDocument | undefined>;
  /** `GET /block_documents/{id}`, for `$ref: {block_document_id: ...}`. */
  readBlockById(id: string): Promise<BlockDocument | undefined>;
  /** Value of `GET /variables/name/{name}`; undefined where there is none. */
  readVariable(name: string): Promise<Json | undefined>;
}

/** What a definition needs from outside to become a deployment. */
export interface BuildContext {
  /** Reads a flow from its entry point as written in the file; throws a FaultError when it can't. */
  readFlow(entrypoint: string): Promise<FlowReading>;
  /** Null where there is no server: what depends on one, or on a variable that is not set, is then left unchecked. */
  templates: ServerValues | null;
  /**
   * `as-written`: every placeholder stays as the file has it, to be compared and shown. For a plan that holds two
   * commits against each other: what fills a placeholder is the same for both.
   */
  placeholders?: "filled" | "as-written";
  /** The environment that `{{ $NAME }}` is taken from. */
  env: Readonly<Record<string, string | undefined>>;
  /**
   * What becomes of placeholders that nothing fills, outside pull steps: a fault, a warning, or, as in Prefect, not a
   * word.
   */
  unsetVariables: "error" | "warn" | "empty";
  overrides?: Overrides;
  /**
   * Version that Prefect would derive from the commit, see `deriveVersion`; null outside a git clone with an
   * origin.
   */
  derivedVersion: string | null;
  /** Folder for `set_working_directory` of a deployment without pull steps: where `prefect deploy` would run. */
  workingDirectory: string;
  /** MD5 of a file of the repository, the default version of a flow outside git; undefined where it is absent. */
  fileHash(path: string): Promise<string | undefined>;
  /**
   * What to do with build and push steps: `error` makes a fault of them, `ignore` goes on without their outputs,
   * `run` too, but says that they are still to be run, an object holds the outputs of those that have been run.
   */
  buildSteps: "error" | "ignore" | "run" | { readonly [output: string]: Json };
}
