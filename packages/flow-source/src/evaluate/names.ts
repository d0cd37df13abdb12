import type { Node } from "web-tree-sitter";
import type { Binding, Block } from "../syntax/bindings.ts";
import type { PythonModule } from "../syntax/module.ts";
import { builtinNames } from "./canonical-names.ts";
import { truthOf } from "./comparison.ts";
import { define } from "./definitions.ts";
import type { Evaluation } from "./evaluation.ts";
import { bindingsOf } from "./scope.ts";
import { starMembers } from "./star-members.ts";
import type { Frame, Scope } from "./values.ts";
import { unknown, type Value } from "./values.ts";

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
    if (name === "__name__") return unknown("`__name__` depends on how the module is loaded");
    if (name === "__file__") return unknown("`__file__` depends on the machine");
    if (module.globals.has(name)) return unknown(`a function may set \`${name}\` (\`global\`)`);
    const scope = (binding: Binding): Scope => ({ module, before: binding.offset, frames: [] });
    const found = this.chosen(bindingsOf(module.block, name), before, scope, (binding) =>
      this.valueFrom(binding, module.block, scope(binding), this.values),
    );
    if (found) return this.unlessMutated(found, name, module.block);
    for (const star of module.block.stars.toReversed()) {
      if (before !== undefined && star.offset >= before) continue;
      const source = this.evaluation.imports.module(star.module, star.level, module.file, []);
      const value = this.evaluation.imports.star(name, source);
      if (value) return value;
    }
    return undefined;
  }

  private undefinedName(name: string, module: PythonModule): Value {
    const mayComeFromElsewhere = module.block.stars.some((star) => {
      const source = this.evaluation.imports.module(star.module, star.level, module.file, []);
      return source.kind === "external" && !(source.name in starMembers);
    });
    const handled = bindingsOf(module.block, name).some((binding) => binding.handler);
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
    const block = frame.block;
    const rest = scope.frames.slice(depth);
    const at = (binding: Binding): Scope => ({
      ...scope,
      frames: [{ ...frame, before: binding.offset }, ...rest.slice(1)],
    });
    const found = this.chosen(bindingsOf(block, name), frame.before, at, (binding) =>
      this.valueFrom(binding, block, at(binding), frame.values),
    );
    return found ? this.unlessMutated(found, name, block) : given;
  }

  private unlessMutated(value: Value, name: string, block: Block): Value {
    const changeable = value.kind === "list" || value.kind === "dict" || value.kind === "set";
    return changeable && block.mutated.has(name)
      ? unknown(`\`${name}\` is changed after it was made`)
      : value;
  }

  /** The last binding that ran; an unknown value where only running tells which one that is. */
  private chosen(
    bindings: readonly Binding[],
    before: number | undefined,
    scopeOf: (binding: Binding) => Scope,
    evaluate: (binding: Binding) => Value,
  ): Value | undefined {
    for (const binding of bindings.toReversed()) {
      if (binding.handler || (before !== undefined && binding.offset >= before)) continue;
      const ran = this.ran(binding, scopeOf(binding));
      if (ran === undefined)
        return (
          prefectsOwn(bindings, evaluate) ??
          unknown(`\`${binding.name}\` depends on a condition that only running tells`)
        );
      if (ran) return evaluate(binding);
    }
    return undefined;
  }

  private ran(binding: Binding, scope: Scope): boolean | undefined {
    let all: boolean | undefined = true;
    for (const guard of binding.guards) {
      const truth = this.guardTruth(guard.test, scope);
      if (truth === undefined) all = undefined;
      else if (truth !== guard.holds) return false;
    }
    return all;
  }

  private guardTruth(test: Node, scope: Scope): boolean | undefined {
    // An imported module is never the main one.
    if (/^\(?\s*__name__\s*==\s*["']__main__["']\s*\)?$/.test(test.text)) return false;
    return truthOf(this.evaluation.evaluateNode(test, scope));
  }

  private valueFrom(binding: Binding, block: Block, scope: Scope, memo: Map<Binding, Value>): Value {
    const known = memo.get(binding);
    if (known) return known;
    if (this.evaluating.has(binding)) return unknown(`\`${binding.name}\` is defined by itself`);
    this.evaluating.add(binding);
    try {
      const value = define(this.evaluation, binding, block, scope);
      memo.set(binding, value);
      return value;
    } finally {
      this.evaluating.delete(binding);
    }
  }
}

/**
 * Prefect's own where a name stands for that or, for a process without Prefect, for a function of the module that calls
 * nothing and so makes no flow: whoever deploys has Prefect.
 */
function prefectsOwn(bindings: readonly Binding[], evaluate: (binding: Binding) => Value): Value | undefined {
  let own: Value | undefined;
  for (const binding of bindings) {
    const { definition } = binding;
    if (definition.kind === "from" && definition.level === 0 && /^prefect(\.|$)/.test(definition.module)) {
      const value = evaluate(binding);
      if (own && !isSame(own, value)) return undefined;
      own = value;
    } else if (
      definition.kind !== "function" ||
      definition.decorators.length > 0 ||
      definition.node.descendantsOfType("call").length > 0
    ) {
      return undefined;
    }
  }
  return own;
}

function isSame(one: Value, other: Value): boolean {
  return one.kind === "external" && other.kind === "external" && one.name === other.name;
}
