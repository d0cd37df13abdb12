import { LIMITS } from "./limits.ts";
import { type MappingNode, type Mark, type ScalarNode, type SequenceNode, YamlError } from "./nodes.ts";

/** Makes the nodes of one document, and ends it where there are more, or deeper ones, than are read. */
export class NodeMaker {
  /** How many were made. */
  made = 0;
  /** How deep they lie in each other. */
  deepest = 0;
  private depth = 0;

  scalar(tag: string, value: string, mark: Mark): ScalarNode {
    this.count(mark);
    return { kind: "scalar", tag, value, mark };
  }

  sequence(tag: string, mark: Mark): SequenceNode {
    this.count(mark);
    return { kind: "sequence", tag, items: [], mark };
  }

  mapping(tag: string, mark: Mark): MappingNode {
    this.count(mark);
    return { kind: "mapping", tag, entries: [], mark };
  }

  /** Goes one level down; the place is that of what lies there. */
  enter(mark: Mark): void {
    this.depth++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    if (this.depth > LIMITS.nesting)
      throw new YamlError("This lies too deep in other lists and mappings to be read.", mark);
  }

  leave(): void {
    this.depth--;
  }

  private count(mark: Mark): void {
    this.made++;
    if (this.made <= LIMITS.values) return;
    const most = LIMITS.values.toLocaleString("en");
    throw new YamlError(`The file holds more than ${most} values, and is read no further.`, mark);
  }
}
