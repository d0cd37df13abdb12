import type { Fault } from "#diagnostics";
import { throwIfAny } from "#diagnostics";
import {
  camelCase,
  InvalidValue,
  type OptionTable,
  type OptionValues,
  parseBoolean,
  parseChoice,
  parseDuration,
  parseInteger,
  parseJsonMap,
  parseList,
  parseTextMap,
} from "#input-values";
import type { Json } from "#json";
import { maskSecret } from "./secrets.ts";

/**
 * Reads an action's inputs. An input that is empty counts as not given, whatever its default: reusable workflows
 * hand empty texts on. Every wrong value is kept as a fault while reading goes on with a stand-in, so that one run
 * tells all of them.
 */
export class InputReader {
  readonly faults: Fault[] = [];

  /** A text, or undefined where it is empty. */
  optional(name: string): string | undefined {
    return rawInput(name) || undefined;
  }

  /** A text that has to be there. */
  required(name: string): string {
    const value = rawInput(name);
    if (value === "") this.fault(name, "is required but empty.", `Set \`${name}\` under \`with:\`.`);
    return value;
  }

  /** A text that is masked before anything can print it. */
  secret(name: string): string | undefined {
    const value = this.optional(name);
    maskSecret(value);
    return value;
  }

  /** See {@link parseList}. */
  list(name: string): string[] {
    return this.read(name, parseList, []);
  }

  /** See {@link parseTextMap}. */
  textMap(name: string): Record<string, string> {
    return this.read(name, parseTextMap, {});
  }

  /** {@link textMap} whose values are secrets, masked before anything can print them. */
  secretMap(name: string): Record<string, string> {
    maskSecret(rawInput(name));
    const map = this.textMap(name);
    for (const value of Object.values(map)) maskSecret(value);
    return map;
  }

  /** See {@link parseJsonMap}. */
  jsonMap(name: string): Record<string, Json> {
    return this.read(name, parseJsonMap, {});
  }

  /** See {@link parseBoolean}. */
  boolean(name: string, whenEmpty = false): boolean {
    return this.read(name, parseBoolean, whenEmpty);
  }

  /** See {@link parseInteger}. */
  integer(name: string, whenEmpty: number, range: { minimum?: number; maximum?: number } = {}): number {
    return this.read(name, (text) => parseInteger(text, range.minimum, range.maximum), whenEmpty);
  }

  /** See {@link parseDuration}: seconds. `whenEmpty` is written as a user would write it. */
  duration(name: string, whenEmpty: string, range: { minimum?: number; maximum?: number } = {}): number {
    const parse = (text: string) => parseDuration(text, range.minimum, range.maximum);
    return this.read(name, parse, parse(whenEmpty));
  }

  /** {@link duration}, or `never` for no limit. */
  durationOrNever(name: string, whenEmpty: string): number {
    const parse = (text: string) => (text === "never" ? Number.POSITIVE_INFINITY : parseDuration(text));
    return this.read(name, parse, parse(whenEmpty));
  }

  /** One of the allowed values; `whenEmpty` is one of them. */
  choice<T extends string>(name: string, allowed: readonly T[], whenEmpty: NoInfer<T>): T {
    return this.read(name, (text) => parseChoice(text, allowed), whenEmpty);
  }

  /**
   * The values of a table's options, under their names in camelCase. What is secret is masked before anything can print
   * it.
   */
  options<Table extends OptionTable>(table: Table): OptionValues<Table> {
    const values = Object.entries(table).map(([name, option]) => {
      if (option.only === "command line") return [camelCase(name), option.whenEmpty];
      if (option.required) this.required(name);
      if (option.secret) maskSecret(rawInput(name));
      return [camelCase(name), this.read(name, option.parse, option.whenEmpty)];
    });
    return Object.fromEntries(values) as OptionValues<Table>;
  }

  /** Keeps a fault of an input, for rules that span several. `message` completes "Input `name` ...". */
  fault(name: string, message: string, fix?: string): void {
    this.faults.push({ code: "input-invalid", message: `Input \`${name}\` ${message}`, fix });
  }

  private read<T>(name: string, parse: (text: string) => T, whenEmpty: T): T {
    const text = rawInput(name);
    if (text === "") return whenEmpty;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      this.fault(name, error.message, error.fix);
      return whenEmpty;
    }
  }
}

/** Reads all inputs and throws one FaultError with everything that is wrong with them. */
export function readInputs<T>(read: (input: InputReader) => T): T {
  const reader = new InputReader();
  const inputs = read(reader);
  throwIfAny(reader.faults);
  return inputs;
}

/** The runner hands an input over as INPUT_<NAME>, in upper case and with spaces turned into `_`. */
function rawInput(name: string): string {
  return (process.env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "").trim();
}
