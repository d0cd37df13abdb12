import type { Binding, Block } from "../syntax/block.ts";
import type { PythonModule } from "../syntax/module.ts";
import type { Scope } from "./values.ts";

/** The scope of a module whose import is over. */
export function afterImport(module: PythonModule): Scope {
  return { module, before: undefined, frames: [] };
}

/** The same place once the import is over: how deferred annotations are evaluated. */
export function deferred(scope: Scope): Scope {
  return {
    ...scope,
    before: undefined,
    frames: scope.frames.map((frame) => ({ ...frame, before: undefined })),
  };
}

/** The bindings of one name in a block, in the order of the source. */
export interface NameBindings {
  all: readonly Binding[];
  /** True where one of them stands in an `except` clause. */
  isHandled: boolean;
}

const indexes = new WeakMap<Block, ReadonlyMap<string, NameBindings>>();
const noBindings: NameBindings = { all: [], isHandled: false };

/** Bindings of a name in a block; annotations alone bind nothing. */
export function bindingsOf(block: Block, name: string): NameBindings {
  let index = indexes.get(block);
  if (!index) {
    index = indexOf(block);
    indexes.set(block, index);
  }
  return index.get(name) ?? noBindings;
}

/** True where the block binds a name. */
export function binds(block: Block, name: string): boolean {
  return bindingsOf(block, name).all.length > 0;
}

function indexOf(block: Block): ReadonlyMap<string, NameBindings> {
  const index = new Map<string, { all: Binding[]; isHandled: boolean }>();
  for (const binding of block.bindings) {
    if (binding.definition.kind === "annotation") continue;
    const known = index.get(binding.name) ?? { all: [], isHandled: false };
    known.all.push(binding);
    known.isHandled ||= binding.handlerOf !== undefined;
    index.set(binding.name, known);
  }
  return index;
}

/** How many of a name's bindings stand before an offset; all of them where it is undefined. */
export function countBefore(bindings: readonly Binding[], before: number | undefined): number {
  if (before === undefined) return bindings.length;
  let [low, high] = [0, bindings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle]?.offset ?? 0) < before) low = middle + 1;
    else high = middle;
  }
  return low;
}
