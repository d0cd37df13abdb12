import type { Binding, Block } from "../syntax/bindings.ts";
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
