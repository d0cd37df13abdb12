import type { JsonObject } from "#json";
import type { Evaluation } from "../../evaluate/evaluation.ts";
import type { Value } from "../../evaluate/values.ts";
import type { CoreSchema, Definition } from "../core-schemas/core-schema.ts";

/** How the types of one place are read. */
export interface TypeContext {
  /** Value of a forward reference's text, evaluated where pydantic evaluates it. */
  resolve(text: string): Value;
  /** What the type variables of a generic class stand for, by name. */
  typeVariables: ReadonlyMap<string, Value>;
  /** Configuration of the model around, which a TypedDict or plain dataclass takes over. */
  config: ModelConfig | undefined;
  /** `arbitrary_types_allowed`: a class that pydantic doesn't know is any value. */
  arbitraryTypes: boolean;
}

/** What a model's configuration changes in its JSON schema (`pydantic.ConfigDict`). */
export interface ModelConfig {
  title: string | undefined;
  extra: string | undefined;
  schemaExtra: JsonObject;
  arbitraryTypes: boolean;
  byAlias: boolean;
  /** Alias that a generator gives a field. */
  aliasOf(field: string): string | undefined;
}

/**
 * Reads the types inside a type. Whoever knows one kind of type gets it as an argument, since types nest in each other
 * without an end.
 */
export interface TypeReader {
  readonly evaluation: Evaluation;
  /** Minor version of the Python 3 that will import the flow, where it is known. */
  readonly pythonMinor: number | undefined;
  /** Throws NoSchema where pydantic has none, TypeUnknown where the source doesn't tell. */
  read(type: Value, context: TypeContext): CoreSchema;
  /**
   * A TypedDict or plain dataclass takes over settings of the model around it. Used in two that differ, which of
   * them its one definition follows isn't known.
   */
  noteSurroundings(cls: object, config: ModelConfig | undefined): void;
  /** The one definition of a class with these arguments; `build` makes its body once. */
  define(
    owner: object,
    args: readonly Value[],
    names: { shortName: string; longName: string; core: string },
    build: (definition: Definition) => Definition["body"],
  ): CoreSchema;
}
