import type { Binding, Block, StarImport } from "../syntax/block.ts";
import type { PythonModule } from "../syntax/module.ts";
import { builtinNames, external } from "./canonical-names.ts";
import { unlessChanged } from "./changed-values.ts";
import { alternativesTo, hasRun, mayFail } from "./circumstances.ts";
import { define } from "./definitions.ts";
import type { Evaluation } from "./evaluation.ts";
import { isSame, prefectsOwn } from "./prefects-own.ts";
import { bindingsOf, binds, countBefore, type NameBindings } from "./scope.ts";
import { starMembers } from "./star-members.ts";
import { type Frame, type Scope, unknown, type Value } from "./values.ts";

/** The bindings of one name in one block, and how they are evaluated. */
interface Candidates extends NameBindings {
  block: Block;
  /** Bindings from this offset on don't count. */
  before: number | undefined;
  /** Where an expression at an offset of the block is evaluated. */
  scopeAt: (offset: number) => Scope;
  memo: Map<Binding, Value>;
}

/** Finds what a name means: the last of its bindings that ran. */
export class Names {
  private readonly evaluation: Evaluation;
  private readonly values = new Map<Binding, Value>();
  private readonly bodies = new WeakMap<Block, Map<Binding, Value>>();
  private readonly evaluating = new Set<Binding>();

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  lookup(name: string, scope: Scope): Value {
    for (const [depth, frame] of scope.frames.entries()) {
      // A function inside a class body doesn't see the body's names, nor does anything deeper.
      if (frame.isClass && depth > 0) continue;
      const found = this.inFrame(name, frame, scope, depth);
      if (found) return found;
    }
    return (
      this.inModule(name, scope.module, scope.before) ??
      (builtinNames.has(name)
        ? { kind: "external", name: `builtins.${name}` }
        : this.undefinedName(name, scope.module))
    );
  }

  inModule(name: string, module: PythonModule, before: number | undefined): Value | undefined {
    return this.search(name, module, before, new Set());
  }

  /**
   * A module's own name, or one that a star import after it brought along. Modules may import each other in a circle:
   * `searched` holds those whose own names were looked at already.
   */
  private search(
    name: string,
    module: PythonModule,
    before: number | undefined,
    searched: Set<string>,
  ): Value | undefined {
    if (name === "__name__") return unknown("`__name__` depends on how the module is loaded");
    if (name === "__file__") return unknown("`__file__` depends on the machine");
    if (module.isTooLarge) return this.evaluation.budget.tooLarge(module.file);
    if (module.globals.has(name)) return unknown(`a function may set \`${name}\` (\`global\`)`);
    searched.add(module.file);
    const own: Candidates = {
      ...bindingsOf(module.block, name),
      block: module.block,
      before,
      scopeAt: (offset) => ({ module, before: offset, frames: [] }),
      memo: this.values,
    };
    const last = this.lastOf(own);
    const stars = module.block.stars.filter(({ offset }) => before === undefined || offset < before);
    const brought = this.throughStars(name, module, stars, last?.offset ?? -1, searched);
    return brought ?? (last && unlessChanged(this.valueOf(last, own), name, module.block, false));
  }

  /** What the star imports behind `after` bring along, the last one first. */
  private throughStars(
    name: string,
    module: PythonModule,
    stars: readonly StarImport[],
    after: number,
    searched: Set<string>,
  ): Value | undefined {
    let waiting: Value | undefined;
    for (const star of stars.toReversed()) {
      if (star.offset < after || star.handlerOf) continue;
      const ran = hasRun(this.evaluation, star, (offset) => ({ module, before: offset, frames: [] }));
      if (ran === false) continue;
      const source = this.evaluation.imports.module(star.module, star.level, module.file, []);
      if (source.kind === "module" && source.file !== undefined && !this.evaluation.module(source.file)) {
        // The others may be missing, too: whoever loads files gets to know them together.
        waiting ??= unknown(`${source.file} isn't read yet`);
        continue;
      }
      const value = this.star(name, source, searched);
      if (value && ran === undefined)
        return unknown(`\`${name}\` depends on a condition that only running tells`);
      if (value) return waiting ?? value;
    }
    return waiting;
  }

  /** A name that `from source import *` brings along; undefined where it doesn't. */
  private star(name: string, source: Value, searched: Set<string>): Value | undefined {
    if (source.kind === "external") {
      return starMembers[source.name]?.has(name) ? external(`${source.name}.${name}`) : undefined;
    }
    const module = source.kind === "module" && source.file ? this.evaluation.module(source.file) : undefined;
    if (!module || searched.has(module.file)) return undefined;
    if (!this.evaluation.budget.enter()) {
      this.evaluation.budget.leave();
      return this.evaluation.budget.tooLarge(module.file);
    }
    const value = this.isPublic(name, module) ? this.search(name, module, undefined, searched) : undefined;
    this.evaluation.budget.leave();
    return value;
  }

  /** Whether a star import passes a name on: one that `__all__` has, else one without an underscore. */
  private isPublic(name: string, module: PythonModule): boolean {
    const all = binds(module.block, "__all__")
      ? this.search("__all__", module, undefined, new Set())
      : undefined;
    return all?.kind === "list" || all?.kind === "tuple"
      ? all.items.some((item) => item.kind === "str" && item.value === name)
      : !name.startsWith("_");
  }

  private undefinedName(name: string, module: PythonModule): Value {
    const mayComeFromElsewhere = module.block.stars.some((star) => {
      const source = this.evaluation.imports.module(star.module, star.level, module.file, []);
      return source.kind === "external" && !(source.name in starMembers);
    });
    const handled = bindingsOf(module.block, name).isHandled;
    const value = unknown(`\`${name}\` isn't defined in ${module.file}`);
    return mayComeFromElsewhere || handled ? value : { ...value, undefinedName: true };
  }

  valuesOf(body: Block): Map<Binding, Value> {
    let values = this.bodies.get(body);
    if (!values) {
      values = new Map();
      this.bodies.set(body, values);
    }
    return values;
  }

  private inFrame(name: string, frame: Frame, scope: Scope, depth: number): Value | undefined {
    const given = frame.given.get(name);
    if (!frame.block) return given;
    const inner = scope.frames.slice(depth + 1);
    const own: Candidates = {
      ...bindingsOf(frame.block, name),
      block: frame.block,
      before: frame.before,
      scopeAt: (offset) => ({ ...scope, frames: [{ ...frame, before: offset }, ...inner] }),
      memo: frame.values,
    };
    const last = this.lastOf(own);
    const value = last ? this.valueOf(last, own) : given;
    return value && unlessChanged(value, name, frame.block, !frame.isClass);
  }

  /** The last binding that may have run, `except` clauses left out: they are taken not to run. */
  private lastOf({ all, before, scopeAt }: Candidates): Binding | undefined {
    for (let index = countBefore(all, before) - 1; index >= 0; index--) {
      const binding = all[index];
      if (!binding || binding.handlerOf) continue;
      if (hasRun(this.evaluation, binding, scopeAt) !== false) return binding;
    }
    return undefined;
  }

  /** The value of the last binding; unknown where only running tells whether it is that one. */
  private valueOf(last: Binding, own: Candidates): Value {
    const evaluate = (binding: Binding) => this.valueFrom(binding, own);
    if (hasRun(this.evaluation, last, own.scopeAt) === undefined) {
      return (
        prefectsOwn(own.all, evaluate) ??
        unknown(`\`${last.name}\` depends on a condition that only running tells`)
      );
    }
    if (last.definition.kind === "augmented") this.evaluateInOrder(last, own);
    const value = evaluate(last);
    if (!last.attempt && !own.isHandled) return value;
    const counting = own.all.slice(0, countBefore(own.all, own.before));
    for (const { binding, attempted } of alternativesTo(last, counting)) {
      const failing = mayFail(this.evaluation, attempted, own.scopeAt);
      if (!failing || isSame(value, evaluate(binding))) continue;
      const [statement = ""] = failing.text.split("\n");
      return unknown(`\`${last.name}\` depends on whether \`${statement}\` succeeds`);
    }
    return value;
  }

  /** `total += 1` in many lines: each needs the one before, which is evaluated first, not inside of it. */
  private evaluateInOrder(last: Binding, own: Candidates): void {
    const end = countBefore(own.all, last.offset);
    let first = end;
    while (first > 0 && this.waits(own.all[first - 1], own)) first -= 1;
    for (const binding of own.all.slice(first, end)) {
      if (!binding.handlerOf && hasRun(this.evaluation, binding, own.scopeAt)) this.valueFrom(binding, own);
    }
  }

  private waits(binding: Binding | undefined, { memo }: Candidates): boolean {
    return binding?.definition.kind === "augmented" && !memo.has(binding);
  }

  private valueFrom(binding: Binding, own: Candidates): Value {
    const known = own.memo.get(binding);
    if (known) return known;
    if (this.evaluating.has(binding)) {
      return { ...unknown(`\`${binding.name}\` is defined by itself`), circular: true };
    }
    const { budget } = this.evaluation;
    const scope = own.scopeAt(binding.offset);
    this.evaluating.add(binding);
    const value = budget.at(scope.module.file, binding.node, () =>
      budget.enter() ? define(this.evaluation, binding, own.block, scope) : budget.tooLarge(),
    );
    budget.leave();
    this.evaluating.delete(binding);
    own.memo.set(binding, value);
    return value;
  }
}
