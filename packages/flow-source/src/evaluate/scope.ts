import type { Binding, Block } from "../syntax/bindings.ts";
import type { PythonModule } from "./modules.ts";
import type { Value } from "./values.ts";

/** Names of a class body or of a function that is being evaluated. */
export interface Frame {
  /** Values that are there from the start: a function's arguments, type parameters. */
  given: ReadonlyMap<string, Value>;
  block: Block | undefined;
  /** Only what is bound before this offset is seen; everything where undefined. */
  before: number | undefined;
  /** True for a class body: functions inside it don't see its names. */
  isClass: boolean;
  values: Map<Binding, Value>;
}

/** Where an expression is evaluated. */
export interface Scope {
  module: PythonModule;
  /** Only what the module binds before this offset is seen; everything once the import is over. */
  before: number | undefined;
  /** Innermost first. */
  frames: readonly Frame[];
}

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

const indexes = new WeakMap<Block, ReadonlyMap<string, readonly Binding[]>>();

/** Bindings of a name in a block, in the order of the source. */
export function bindingsOf(block: Block, name: string): readonly Binding[] {
  let index = indexes.get(block);
  if (!index) {
    const made = new Map<string, Binding[]>();
    for (const binding of block.bindings) {
      if (binding.definition.kind === "annotation") continue;
      const known = made.get(binding.name);
      if (known) known.push(binding);
      else made.set(binding.name, [binding]);
    }
    indexes.set(block, made);
    index = made;
  }
  return index.get(name) ?? [];
}
