import type { Node } from "web-tree-sitter";
import { type Binding, type Block, readBlock } from "../syntax/bindings.ts";
import { toExpression } from "../syntax/convert.ts";
import type { Expression } from "../syntax/expression.ts";
import { attributeOf } from "./attributes.ts";
import { call } from "./calls.ts";
import { builtinNames, canonicalName } from "./canonical-names.ts";
import { evaluateConstant, formatText } from "./constants.ts";
import type { Modules, PythonModule } from "./modules.ts";
import { binaryOperation, compareValues, subscript, unaryOperation } from "./operations.ts";
import { afterImport, bindingsOf, type Frame, type Scope } from "./scope.ts";
import { starMembers } from "./star-members.ts";
import { noTypeParameters, typeParametersOf } from "./type-parameters.ts";
import { type ClassValue, type External, none, truthOf, unknown, type Value } from "./values.ts";

/**
 * Evaluates Python expressions against the source of a repository, without running it. What only running would
 * tell is `unknown` with the reason. One interpreter serves one reading of one flow.
 */
export class Interpreter {
  readonly modules: Modules;
  /** The script that Prefect loads: its folder is where absolute imports are looked for first. */
  readonly entryFile: string;
  private readonly values = new Map<Binding, Value>();
  private readonly evaluating = new Set<Binding>();

  constructor(modules: Modules, entryFile: string) {
    this.modules = modules;
    this.entryFile = entryFile;
  }

  /** Value of an expression. Throws `FileNeeded` where a file must be read first. */
  evaluate(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case "constant":
        return evaluateConstant(expression.value);
      case "name":
        return this.lookup(expression.name, scope);
      case "attribute":
        return attributeOf(this, this.evaluate(expression.object, scope), expression.name);
      case "subscript":
        return subscript(
          this,
          this.evaluate(expression.object, scope),
          this.evaluate(expression.index, scope),
        );
      case "call":
        return this.evaluateCall(expression, scope);
      case "list":
      case "tuple":
      case "set": {
        const items = this.evaluateItems(expression.items, scope);
        return items ? { kind: expression.kind, items } : unknown("it unpacks a value that isn't known");
      }
      case "dict":
        return this.evaluateDict(expression, scope);
      case "binary":
        return binaryOperation(
          expression.operator,
          this.evaluate(expression.left, scope),
          this.evaluate(expression.right, scope),
        );
      case "unary":
        return unaryOperation(expression.operator, this.evaluate(expression.operand, scope));
      case "boolean": {
        const left = this.evaluate(expression.left, scope);
        const truth = truthOf(left);
        if (truth === undefined) return unknown(reasonOf(left, "a condition isn't known"));
        return truth === (expression.operator === "and") ? this.evaluate(expression.right, scope) : left;
      }
      case "compare":
        return this.evaluateComparison(expression, scope);
      case "conditional": {
        const test = this.evaluate(expression.test, scope);
        const truth = truthOf(test);
        if (truth === undefined) return unknown(reasonOf(test, "a condition isn't known"));
        return this.evaluate(truth ? expression.body : expression.otherwise, scope);
      }
      case "formatted":
        return formatText(expression.parts, (part) => this.evaluate(part, scope));
      case "starred":
        return {
          kind: "generic",
          origin: { kind: "external", name: "typing.Unpack" },
          args: [this.evaluate(expression.value, scope)],
        };
      case "lambda":
        return { kind: "instance", of: external("types.LambdaType"), args: [], keywords: new Map() };
      default:
        return unknown(`\`${shorten("source" in expression ? expression.source : ":")}\` isn't evaluated`);
    }
  }

  evaluateNode(node: Node, scope: Scope): Value {
    return this.evaluate(toExpression(node), scope);
  }

  /** Value of a name seen from `scope`: local, module, built in. */
  lookup(name: string, scope: Scope): Value {
    for (const [depth, frame] of scope.frames.entries()) {
      // A function inside a class body doesn't see the body's names, nor does anything deeper.
      if (frame.isClass && depth > 0) continue;
      const found = this.lookupInFrame(name, frame, scope, depth);
      if (found) return found;
    }
    return (
      this.lookupInModule(name, scope.module, scope.before) ??
      (builtinNames.has(name)
        ? { kind: "external", name: `builtins.${name}` }
        : this.undefinedName(name, scope.module))
    );
  }

  private undefinedName(name: string, module: PythonModule): Value {
    const mayComeFromElsewhere = module.block.stars.some((star) => {
      const source = this.importModule(star.module, star.level, module.file, []);
      return source.kind === "external" && !(source.name in starMembers);
    });
    const handled = bindingsOf(module.block, name).some((binding) => binding.handler);
    const value = unknown(`\`${name}\` isn't defined in ${module.file}`);
    return mayComeFromElsewhere || handled ? value : { ...value, undefinedName: true };
  }

  /** A module's own name; undefined where it has none such. */
  lookupInModule(name: string, module: PythonModule, before: number | undefined): Value | undefined {
    if (name === "__name__") return unknown("`__name__` depends on how the module is loaded");
    if (name === "__file__") return unknown("`__file__` depends on the machine");
    if (module.globals.has(name)) return unknown(`a function may set \`${name}\` (\`global\`)`);
    const scope = (binding: Binding): Scope => ({ module, before: binding.offset, frames: [] });
    const found = this.chosen(bindingsOf(module.block, name), before, scope, (binding) =>
      this.valueOf(binding, module.block, scope(binding), this.values),
    );
    if (found) return this.unlessMutated(found, name, module.block);
    for (const star of module.block.stars.toReversed()) {
      if (before !== undefined && star.offset >= before) continue;
      const source = this.importModule(star.module, star.level, module.file, []);
      const value = this.starMember(name, source);
      if (value) return value;
    }
    return undefined;
  }

  /** Members of a module that `from module import *` brings along. */
  private starMember(name: string, source: Value): Value | undefined {
    if (source.kind === "external") {
      return starMembers[source.name]?.has(name) ? external(`${source.name}.${name}`) : undefined;
    }
    if (source.kind !== "module" || !source.file) return undefined;
    const module = this.modules.get(source.file);
    const all = this.lookupInModule("__all__", module, undefined);
    if (all?.kind === "list" || all?.kind === "tuple") {
      const named = all.items.some((item) => item.kind === "str" && item.value === name);
      return named ? this.lookupInModule(name, module, undefined) : undefined;
    }
    return name.startsWith("_") ? undefined : this.lookupInModule(name, module, undefined);
  }

  /** The module or external package behind `from ..module import`. */
  importModule(module: string, level: number, importer: string, names: readonly string[]): Value {
    const resolved = this.modules.resolver.resolveImport({ level, module, names }, importer, this.entryFile);
    const [file] = resolved.module;
    if (file !== undefined) {
      this.noteImport(file, module, level, importer);
      return { kind: "module", name: module, file, importer };
    }
    if (level > 0) return { kind: "module", name: "", file: undefined, importer };
    return this.externalOrNamespace(module, importer);
  }

  /** A dotted name without a file of its own: a folder that holds modules of the repository, or another package. */
  private externalOrNamespace(name: string, importer: string): Value {
    const slashed = `${name.replaceAll(".", "/")}/`;
    const inside = this.modules.folders.some(
      (folder) => folder === slashed || folder.endsWith(`/${slashed}`),
    );
    return inside && !builtinPackages.has(name.split(".")[0] ?? "")
      ? { kind: "module", name, file: undefined, importer }
      : external(name);
  }

  private lookupInFrame(name: string, frame: Frame, scope: Scope, depth: number): Value | undefined {
    const given = frame.given.get(name);
    if (!frame.block) return given;
    const block = frame.block;
    const rest = scope.frames.slice(depth);
    const at = (binding: Binding): Scope => ({
      ...scope,
      frames: [{ ...frame, before: binding.offset }, ...rest.slice(1)],
    });
    const found = this.chosen(bindingsOf(block, name), frame.before, at, (binding) =>
      this.valueOf(binding, block, at(binding), frame.values),
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
        return unknown(`\`${binding.name}\` depends on a condition that only running tells`);
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
    return truthOf(this.evaluateNode(test, scope));
  }

  private valueOf(binding: Binding, block: Block, scope: Scope, memo: Map<Binding, Value>): Value {
    const known = memo.get(binding);
    if (known) return known;
    if (this.evaluating.has(binding)) return unknown(`\`${binding.name}\` is defined by itself`);
    this.evaluating.add(binding);
    try {
      const value = this.define(binding, block, scope);
      memo.set(binding, value);
      return value;
    } finally {
      this.evaluating.delete(binding);
    }
  }

  private define(binding: Binding, block: Block, scope: Scope): Value {
    const { definition } = binding;
    switch (definition.kind) {
      case "import":
        return this.importModule(definition.module, 0, scope.module.file, []);
      case "from":
        return this.importMember(definition.module, definition.level, definition.member, scope.module.file);
      case "assign":
        return definition.path.reduce(
          (value: Value, index) => itemAt(value, index),
          this.evaluateNode(definition.value, scope),
        );
      case "augmented":
        return binaryOperation(
          definition.operator,
          this.lookup(binding.name, scope),
          this.evaluateNode(definition.value, scope),
        );
      case "class":
        return this.decorated(
          this.defineClass(binding.name, definition, block, scope),
          definition.decorators,
          scope,
        );
      case "function":
        return this.decorated(
          {
            kind: "function",
            name: binding.name,
            module: scope.module,
            node: definition.node,
            scope,
            binding: undefined,
            doubt: undefined,
          },
          definition.decorators,
          scope,
        );
      case "alias":
        return { kind: "alias", name: binding.name, node: definition.node, scope };
      case "opaque":
        return unknown(`\`${binding.name}\` is set by ${definition.reason}`);
      case "annotation":
        return none;
    }
  }

  private importMember(module: string, level: number, member: string, importer: string): Value {
    const resolved = this.modules.resolver.resolveImport(
      { level, module, names: [member] },
      importer,
      this.entryFile,
    );
    const [file] = resolved.module;
    if (file !== undefined) this.noteImport(file, module, level, importer);
    const own = file === undefined ? undefined : this.moduleMember(file, member, importer);
    if (own) return own;
    const [submodule] = resolved.submodules.get(member) ?? [];
    if (submodule !== undefined) {
      this.noteImport(submodule, join(module, member), level, importer);
      return { kind: "module", name: join(module, member), file: submodule, importer };
    }
    if (file !== undefined || level > 0) {
      return unknown(`\`${member}\` isn't found in ${file ?? `the import of ${importer}`}`);
    }
    return this.externalOrNamespace(join(module, member), importer);
  }

  private moduleMember(file: string, member: string, importer: string): Value | undefined {
    // `from . import x` inside an `__init__.py` asks itself: then only the submodule counts.
    if (file === importer) return undefined;
    return this.lookupInModule(member, this.modules.get(file), undefined);
  }

  /** `module.name` */
  memberOfModule(module: Extract<Value, { kind: "module" }>, name: string): Value {
    const own =
      module.file === undefined
        ? undefined
        : this.lookupInModule(name, this.modules.get(module.file), undefined);
    if (own) return own;
    if (module.name === "") return unknown(`\`${name}\` isn't found in ${module.file ?? module.importer}`);
    const submodule = this.importModule(join(module.name, name), 0, module.importer, []);
    if (submodule.kind === "module" || module.file === undefined) return submodule;
    return unknown(`\`${name}\` isn't found in ${module.file}`);
  }

  /** Values of a class body's names, evaluated once. */
  classValues(cls: ClassValue): Map<Binding, Value> {
    let values = this.bodies.get(cls.block);
    if (!values) {
      values = new Map();
      this.bodies.set(cls.block, values);
    }
    return values;
  }

  private readonly bodies = new WeakMap<Block, Map<Binding, Value>>();

  /** Type parameters of `class A[T]`, `def f[T]` and `type A[T] = ...`. */
  typeParameters(definition: Node, scope: Scope): ReadonlyMap<string, Value> {
    const list = definition.childForFieldName("type_parameters");
    return list ? typeParametersOf(this, list, scope) : noTypeParameters;
  }

  private defineClass(
    name: string,
    definition: { node: Node; decorators: Node[] },
    block: Block,
    scope: Scope,
  ): ClassValue {
    const outer = this.classNames.get(block);
    const body = definition.node.childForFieldName("body");
    const made = readBlock(body ?? definition.node);
    const qualifiedName = outer ? `${outer}.${name}` : name;
    this.classNames.set(made, qualifiedName);
    return {
      kind: "class",
      name,
      qualifiedName,
      module: scope.module,
      node: definition.node,
      decorators: definition.decorators,
      block: made,
      scope,
    };
  }

  private readonly classNames = new WeakMap<Block, string>();

  /** What the decorators make of a function; a class keeps its own (they are read where it is described). */
  private decorated(value: Value, decorators: readonly Node[], scope: Scope): Value {
    if (value.kind === "class") return value;
    let result: Value = value;
    for (const decorator of decorators.toReversed()) {
      const [expression] = decorator.namedChildren;
      if (!expression) continue;
      result = call(this, this.evaluateNode(expression, scope), [result], new Map(), expression.text);
    }
    return result;
  }

  private evaluateCall(expression: Extract<Expression, { kind: "call" }>, scope: Scope): Value {
    const callee = this.evaluate(expression.callee, scope);
    const args = this.evaluateItems(expression.args, scope);
    const keywords = new Map<string, Value>();
    for (const { name, value } of expression.keywords) {
      const given = this.evaluate(value, scope);
      if (name !== undefined) keywords.set(name, given);
      else if (given.kind !== "dict") return unknown("it is called with keywords that aren't known");
      else {
        for (const [key, entry] of given.entries) if (key.kind === "str") keywords.set(key.value, entry);
      }
    }
    if (!args) return unknown("it is called with arguments that aren't known");
    return call(this, callee, args, keywords, describeCallee(expression.callee));
  }

  private evaluateItems(items: readonly Expression[], scope: Scope): Value[] | undefined {
    const values: Value[] = [];
    for (const item of items) {
      if (item.kind !== "starred") {
        values.push(this.evaluate(item, scope));
        continue;
      }
      const inner = this.evaluate(item.value, scope);
      if ("items" in inner) values.push(...inner.items);
      else if (inner.kind === "unknown") return undefined;
      else values.push(this.evaluate(item, scope));
    }
    return values;
  }

  private evaluateDict(expression: Extract<Expression, { kind: "dict" }>, scope: Scope): Value {
    const entries: [Value, Value][] = [];
    for (const { key, value } of expression.entries) {
      const given = this.evaluate(value, scope);
      if (key) entries.push([this.evaluate(key, scope), given]);
      else if (given.kind === "dict") entries.push(...(given.entries as [Value, Value][]));
      else return unknown(reasonOf(given, "it unpacks a value that isn't known"));
    }
    return { kind: "dict", entries };
  }

  private evaluateComparison(expression: Extract<Expression, { kind: "compare" }>, scope: Scope): Value {
    let left = this.evaluate(expression.first, scope);
    for (const { operator, operand } of expression.rest) {
      const right = this.evaluate(operand, scope);
      const truth = compareValues(operator, left, right);
      if (truth === undefined) return unknown("a comparison isn't known");
      if (!truth) return { kind: "bool", value: false };
      left = right;
    }
    return { kind: "bool", value: true };
  }

  /** Value of a forward reference's text; undefined where it is no expression. */
  evaluateText(source: string, scope: Scope): Value | undefined {
    const expression = this.modules.parseExpression(source);
    return expression && this.evaluate(expression, scope);
  }

  /** The names that pydantic sees when it evaluates a text of one of Prefect's own annotations. */
  prefectScope(): Scope {
    return afterImport(this.modules.parseText("prefect/_internal/pydantic/v2_schema.py", prefectNames));
  }

  /** Dotted name under which a file was imported; the script's own is its name without `.py`. */
  importNameOf(file: string): string {
    return this.importNames.get(file) ?? stemOf(file);
  }

  private readonly importNames = new Map<string, string>();

  private noteImport(file: string, module: string, level: number, importer: string): void {
    if (this.importNames.has(file) || file === this.entryFile) return;
    if (level === 0) {
      this.importNames.set(file, module);
      return;
    }
    // The script itself counts as a package of its own name.
    const isPackage = importer === this.entryFile || importer.endsWith("/__init__.py");
    const parts = this.importNameOf(importer).split(".");
    const base = parts.slice(0, parts.length - (level - (isPackage ? 1 : 0)));
    this.importNames.set(file, [...base, ...(module === "" ? [] : [module])].join("."));
  }
}

export function external(name: string): External {
  return { kind: "external", name: canonicalName(name) };
}

/** The reason of an unknown value, or another one. */
export function reasonOf(value: Value, otherwise: string): string {
  return value.kind === "unknown" ? value.reason : otherwise;
}

/** Packages that a folder of the repository with the same name never hides. */
const builtinPackages = new Set([
  "prefect",
  "pydantic",
  "typing",
  "datetime",
  "enum",
  "dataclasses",
  "collections",
]);

/** Module names of `prefect._internal.pydantic.v2_schema`, where Prefect makes its models. */
const prefectNames = `
import inspect
import typing
import typing as t
import pydantic
from pydantic import BaseModel as V2BaseModel
from pydantic import ConfigDict, PydanticUndefinedAnnotation, create_model
from pydantic.errors import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.type_adapter import TypeAdapter
from prefect._internal.pydantic.schemas import GenerateEmptySchemaForUserClasses
`;

function stemOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.py$/, "");
}

function itemAt(value: Value, index: number): Value {
  if (value.kind === "list" || value.kind === "tuple") {
    return value.items[index] ?? unknown("it unpacks fewer values than names");
  }
  return unknown(reasonOf(value, "it unpacks a value that isn't known"));
}

function join(module: string, member: string): string {
  return module === "" ? member : `${module}.${member}`;
}

function shorten(source: string): string {
  const line = source.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function describeCallee(expression: Expression): string {
  if (expression.kind === "name") return expression.name;
  if (expression.kind === "attribute") return `${describeCallee(expression.object)}.${expression.name}`;
  return expression.kind === "call" ? describeCallee(expression.callee) : "a function";
}
