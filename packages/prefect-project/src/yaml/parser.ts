import { LIMITS } from "./limits.ts";
import { NodeMaker } from "./node-maker.ts";
import type { MappingNode, Mark, ScalarNode, SequenceNode, YamlNode } from "./nodes.ts";
import { YamlError } from "./nodes.ts";
import { resolveTag, TAG } from "./resolve-tag.ts";
import { Scanner } from "./scanner.ts";
import type { Token } from "./token.ts";

/** What a file's anchors name. */
export type Anchors = ReadonlyMap<string, YamlNode>;

/** The one document of a text: its root (undefined where it has none) and its anchors. */
export interface YamlDocument {
  root: YamlNode | undefined;
  anchors: Anchors;
  /** How many nodes are written in it. */
  nodes: number;
  /** Whether it can mean more, or deeper, than is written. */
  mayExpand: boolean;
}

type TokenType = Token["type"];

/**
 * Builds the node graph of a text as PyYAML's parser and composer do. `inherited` anchors can be used and, other
 * than the text's own, given anew. Throws a YamlError for what PyYAML refuses, a second document too.
 */
export function parseDocument(text: string, file: string, inherited: Anchors = new Map()): YamlDocument {
  const parser = new Parser(new Scanner(text, file), inherited);
  const root = parser.document();
  const { anchors, nodes, hasAliases } = parser;
  return { root, anchors, nodes: nodes.made, mayExpand: hasAliases || nodes.deepest > LIMITS.storedNesting };
}

class Parser {
  private handles: Map<string, string> = new Map();
  readonly anchors: Map<string, YamlNode>;
  private readonly own = new Set<string>();
  private readonly scanner: Scanner;
  readonly nodes = new NodeMaker();
  /** Whether one of them stands in more than one place. */
  hasAliases = false;

  constructor(scanner: Scanner, inherited: Anchors) {
    this.scanner = scanner;
    this.anchors = new Map(inherited);
  }

  document(): YamlNode | undefined {
    this.useDefaultHandles();
    let root: YamlNode | undefined;
    if (this.is("directive", "document-start")) {
      this.explicitStart();
      root = this.is("directive", "document-start", "document-end", "stream-end")
        ? this.empty()
        : this.node(true);
    } else if (!this.is("stream-end")) {
      root = this.node(true);
    }
    while (this.is("document-end")) this.scanner.take();
    if (!this.is("stream-end")) {
      this.fail(
        this.is("directive", "document-start")
          ? "A second document begins here, and only one is read."
          : "Nothing can follow the document here; mind the indentation.",
      );
    }
    return root;
  }

  private explicitStart(): void {
    let version = false;
    this.handles = new Map();
    for (;;) {
      const token = this.token();
      if (token.type !== "directive") break;
      this.scanner.take();
      if (token.directive.name === "YAML") {
        if (version) this.fail("The version of YAML is given twice.", token.mark);
        if (token.directive.major !== 1) this.fail("Only YAML 1 is understood.", token.mark);
        version = true;
      } else if (token.directive.name === "TAG") {
        const { handle, prefix } = token.directive;
        if (this.handles.has(handle)) this.fail(`The tag handle ${handle} is given twice.`, token.mark);
        this.handles.set(handle, prefix);
      }
    }
    this.useDefaultHandles();
    if (!this.is("document-start")) this.fail("A document begins with `---` here.");
    this.scanner.take();
  }

  private useDefaultHandles(): void {
    if (!this.handles.has("!")) this.handles.set("!", "!");
    if (!this.handles.has("!!")) this.handles.set("!!", "tag:yaml.org,2002:");
  }

  private node(block: boolean, indentless = false): YamlNode {
    this.nodes.enter(this.token().mark);
    const node = this.content(block, indentless);
    this.nodes.leave();
    return node;
  }

  private content(block: boolean, indentless: boolean): YamlNode {
    const first = this.token();
    if (first.type === "alias") {
      this.scanner.take();
      const node = this.anchors.get(first.name);
      if (!node) this.fail(`No anchor is named ${first.name}.`, first.mark);
      this.hasAliases = true;
      return node;
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const token = this.token();
      if (token.type === "anchor" && anchor === undefined) anchor = token.name;
      else if (token.type === "tag" && tag === undefined) {
        const { handle, suffix } = token.tag;
        const prefix = handle === null ? "" : this.handles.get(handle);
        if (prefix === undefined) this.fail(`No %TAG line says what ${handle} means.`, token.mark);
        tag = prefix + suffix;
      } else break;
      this.scanner.take();
    }
    if (anchor !== undefined && this.own.has(anchor)) {
      this.fail(`The anchor ${anchor} is given twice.`, first.mark);
    }
    const start = this.token();
    const mark = first.mark;
    const collectionTag = (own: string) => (tag === undefined || tag === "!" ? own : tag);
    if (indentless && start.type === "-") {
      const node = this.sequence(anchor, collectionTag(TAG.seq), mark);
      this.indentlessEntries(node);
      return node;
    }
    switch (start.type) {
      case "scalar": {
        this.scanner.take();
        const implicit = tag === "!" || (tag === undefined && start.plain);
        const own = implicit ? resolveTag(start.value) : (tag ?? TAG.str);
        return this.named(anchor, this.nodes.scalar(own, start.value, mark));
      }
      case "[": {
        const node = this.sequence(anchor, collectionTag(TAG.seq), mark);
        this.flowEntries(node, start.mark);
        return node;
      }
      case "{": {
        const node = this.mapping(anchor, collectionTag(TAG.map), mark);
        this.flowPairs(node, start.mark);
        return node;
      }
      case "sequence-start":
        if (block) {
          const node = this.sequence(anchor, collectionTag(TAG.seq), mark);
          this.blockEntries(node, start.mark);
          return node;
        }
        break;
      case "mapping-start":
        if (block) {
          const node = this.mapping(anchor, collectionTag(TAG.map), mark);
          this.blockPairs(node, start.mark);
          return node;
        }
        break;
    }
    if (anchor === undefined && tag === undefined) this.fail("A value is missing here.", start.mark);
    const own = tag === undefined || tag === "!" ? resolveTag("") : tag;
    return this.named(anchor, this.nodes.scalar(own, "", mark));
  }

  private blockEntries(node: SequenceNode, start: Mark): void {
    this.scanner.take();
    while (this.is("-")) {
      this.scanner.take();
      node.items.push(this.is("-", "block-end") ? this.empty() : this.node(true));
    }
    this.end("block-end", start, "This list goes wrong: mind the indentation.");
  }

  private indentlessEntries(node: SequenceNode): void {
    while (this.is("-")) {
      this.scanner.take();
      node.items.push(this.is("-", "key", "value", "block-end") ? this.empty() : this.node(true));
    }
  }

  private blockPairs(node: MappingNode, start: Mark): void {
    this.scanner.take();
    for (;;) {
      let key: YamlNode;
      if (this.is("key")) {
        this.scanner.take();
        key = this.is("key", "value", "block-end") ? this.empty() : this.node(true, true);
      } else if (this.is("block-end")) {
        break;
      } else {
        this.end("block-end", start, "This mapping goes wrong: mind the indentation.");
        break;
      }
      let value: YamlNode;
      if (this.is("value")) {
        this.scanner.take();
        value = this.is("key", "value", "block-end") ? this.empty() : this.node(true, true);
      } else {
        value = this.empty();
      }
      node.entries.push([key, value]);
    }
    this.scanner.take();
  }

  private flowEntries(node: SequenceNode, start: Mark): void {
    this.scanner.take();
    for (let first = true; !this.is("]"); first = false) {
      if (!first) {
        this.end(",", start, "A `,` or `]` is missing in this list.");
        if (this.is("]")) break;
      }
      if (this.is("key")) {
        const { mark } = this.token();
        const pair = this.nodes.mapping(TAG.map, mark);
        pair.entries.push(this.flowPair("]"));
        node.items.push(pair);
      } else {
        node.items.push(this.node(false));
      }
    }
    this.scanner.take();
  }

  private flowPairs(node: MappingNode, start: Mark): void {
    this.scanner.take();
    for (let first = true; !this.is("}"); first = false) {
      if (!first) {
        this.end(",", start, "A `,` or `}` is missing in this mapping.");
        if (this.is("}")) break;
      }
      if (this.is("key")) node.entries.push(this.flowPair("}"));
      else node.entries.push([this.node(false), this.empty()]);
    }
    this.scanner.take();
  }

  private flowPair(close: "]" | "}"): [YamlNode, YamlNode] {
    this.scanner.take();
    const key = this.is("value", ",", close) ? this.empty() : this.node(false);
    if (!this.is("value")) return [key, this.empty()];
    this.scanner.take();
    return [key, this.is(",", close) ? this.empty() : this.node(false)];
  }

  private sequence(anchor: string | undefined, tag: string, mark: Mark): SequenceNode {
    return this.named(anchor, this.nodes.sequence(tag, mark));
  }

  private mapping(anchor: string | undefined, tag: string, mark: Mark): MappingNode {
    return this.named(anchor, this.nodes.mapping(tag, mark));
  }

  private named<Node extends YamlNode>(anchor: string | undefined, node: Node): Node {
    if (anchor !== undefined) {
      this.anchors.set(anchor, node);
      this.own.add(anchor);
    }
    return node;
  }

  /** What stands where a value may be left out: null. */
  private empty(): ScalarNode {
    return this.nodes.scalar(TAG.null, "", this.token().mark);
  }

  private token(): Token {
    return this.scanner.peek();
  }

  /** Called for every token, so without a list of its arguments. */
  private is(first: TokenType, second?: TokenType, third?: TokenType, fourth?: TokenType): boolean {
    const { type } = this.token();
    return type === first || type === second || type === third || type === fourth;
  }

  private end(type: TokenType, start: Mark, message: string): void {
    if (!this.is(type)) {
      const { line } = this.token().mark;
      this.fail(line === start.line ? message : `${message} It breaks off at line ${line + 1}.`, start);
    }
    this.scanner.take();
  }

  private fail(message: string, mark: Mark = this.token().mark): never {
    throw new YamlError(message, mark);
  }
}
