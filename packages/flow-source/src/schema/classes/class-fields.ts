import { classScope } from "../../evaluate/classes.ts";
import { deferred } from "../../evaluate/scope.ts";
import type { Scope } from "../../evaluate/values.ts";
import { type ClassValue, unknown, type Value } from "../../evaluate/values.ts";
import type { Binding } from "../../syntax/block.ts";
import { TypeUnknown } from "../core-schemas/core-schema.ts";
import { type FieldInfo, fieldInfoOf, mergeFieldInfos } from "../fields/field-info.ts";
import type { ModelConfig, TypeContext, TypeReader } from "../types/type-reader.ts";
import { substitute } from "../types/type-variables.ts";

/** An annotated name of a class body. */
export interface ClassField {
  name: string;
  /** The class whose body holds the annotation. */
  owner: ClassValue;
  annotation: Value;
  /** Its assigned value, if any. */
  value: Value | undefined;
}

/** Annotated names of one class body in the order of the source; the last binding of a name counts. */
export function ownFields(reader: TypeReader, cls: ClassValue): ClassField[] {
  const fields = new Map<string, ClassField>();
  for (const binding of cls.block.bindings) {
    const annotation = annotationOf(binding);
    if (!annotation) {
      const known = fields.get(binding.name);
      if (known && binding.definition.kind !== "annotation")
        known.value = assignedValue(reader, cls, binding);
      continue;
    }
    if (binding.guard) throw new TypeUnknown(`a field of \`${cls.name}\` depends on a condition`);
    fields.set(binding.name, {
      name: binding.name,
      owner: cls,
      annotation: evaluateAnnotation(reader, cls, binding),
      value:
        binding.definition.kind === "assign"
          ? assignedValue(reader, cls, binding)
          : fields.get(binding.name)?.value,
    });
  }
  return [...fields.values()];
}

function annotationOf(binding: Binding) {
  const { definition } = binding;
  if (definition.kind === "annotation") return definition.annotation;
  return definition.kind === "assign" ? definition.annotation : undefined;
}

/** The value that the body gave the name there. */
function assignedValue(reader: TypeReader, cls: ClassValue, binding: Binding): Value {
  const { evaluation } = reader;
  return binding.definition.kind === "assign"
    ? evaluation.evaluateNode(binding.definition.value, classScope(evaluation, cls, binding.offset))
    : evaluation.lookup(binding.name, classScope(evaluation, cls));
}

function evaluateAnnotation(reader: TypeReader, cls: ClassValue, binding: Binding): Value {
  const { evaluation } = reader;
  const node = annotationOf(binding);
  if (!node) return unknown("it has no annotation");
  const scope = cls.module.futureAnnotations
    ? fieldScope(reader, cls)
    : classScope(evaluation, cls, binding.offset);
  const value = evaluation.evaluateNode(node, scope);
  if (value.kind === "unknown" && value.undefinedName && !cls.module.futureAnnotations) {
    return unknown(value.reason);
  }
  return value;
}

/** Where pydantic evaluates the texts of a class's annotations: its module once imported, and its own names. */
function fieldScope(reader: TypeReader, cls: ClassValue): Scope {
  return deferred(classScope(reader.evaluation, cls));
}

/** How the types of a class's fields are read. */
export function fieldContext(
  reader: TypeReader,
  cls: ClassValue,
  variables: ReadonlyMap<string, Value>,
  arbitraryTypes: boolean,
  config?: ModelConfig,
): TypeContext {
  return {
    typeVariables: variables,
    arbitraryTypes,
    config,
    resolve: (text) =>
      reader.evaluation.evaluateText(text, fieldScope(reader, cls)) ?? unknown(`\`${text}\` isn't a type`),
  };
}

/** The `Field(...)` of a field, and its type without qualifiers and top-level metadata. */
export function inspectField(
  field: ClassField,
  context: TypeContext,
): { type: Value; info: FieldInfo; qualifiers: string[] } {
  const qualifiers: string[] = [];
  const metadata: Value[] = [];
  let type = substitute(resolveText(field.annotation, context), context.typeVariables);
  for (;;) {
    if (type.kind === "external" && /^(typing\.Final|dataclasses\.KW_ONLY)$/.test(type.name)) {
      qualifiers.push(type.name);
      break;
    }
    if (type.kind !== "generic" || type.origin.kind !== "external") break;
    const { name } = type.origin;
    const [first, ...rest] = type.args;
    if (!first) break;
    if (name === "typing.Annotated") metadata.unshift(...rest);
    else if (/^(typing\.(Final|Required|NotRequired|ReadOnly|ClassVar)|dataclasses\.InitVar)$/.test(name)) {
      qualifiers.push(name);
    } else break;
    type = substitute(resolveText(first, context), context.typeVariables);
  }
  if (field.value?.kind === "unknown") throw new TypeUnknown(field.value.reason);
  const assigned = field.value && fieldInfoOf(field.value);
  const info = mergeFieldInfos(metadata, assigned);
  const attributes = new Map(info.attributes);
  if (field.value && !assigned) attributes.set("default", field.value);
  return { type, info: { ...info, attributes }, qualifiers };
}

function resolveText(annotation: Value, context: TypeContext): Value {
  return annotation.kind === "str" ? context.resolve(annotation.value) : annotation;
}

export function isClassVariable(field: ClassField, context: TypeContext): boolean {
  const annotation = resolveText(field.annotation, context);
  const origin = annotation.kind === "generic" ? annotation.origin : annotation;
  return origin.kind === "external" && origin.name === "typing.ClassVar";
}
