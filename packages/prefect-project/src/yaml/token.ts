import type { Mark } from "./nodes.ts";
import type { Directive, WrittenTag } from "./scan-tag.ts";

/** Tokens that are one character, or stand for one. */
export type Sign = "[" | "]" | "{" | "}" | "," | "-" | "key" | "value";

export type Token = { mark: Mark } & (
  | { type: "directive"; directive: Directive }
  | { type: "alias" | "anchor"; name: string }
  | { type: "tag"; tag: WrittenTag }
  | { type: "scalar"; value: string; plain: boolean }
  | {
      type:
        | "document-start"
        | "document-end"
        | "stream-end"
        | "sequence-start"
        | "mapping-start"
        | "block-end";
    }
  | { type: Sign }
);
