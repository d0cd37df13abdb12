import type { ErrorObject, KeywordDefinition } from "ajv";
import type { Ajv2020, Options, ValidateFunction } from "ajv/dist/2020.js";
import type { Json } from "#json";
import { exactKeywordNames, exactKeywords } from "./exact-keywords.ts";
import lazy from "./lazy-ajv.cjs";
import { linearPattern } from "./linear-pattern.ts";
import { holdsLargeNumber, plainCopy } from "./plain-copy.ts";
import { pythonFormats } from "./python-formats.ts";
import {
  asPythonReads,
  endlessReferences,
  LEADS_NOWHERE,
  referencesOf,
  withoutReferences,
  withoutUnevaluated,
} from "./python-schema.ts";
import { withoutUnchecked } from "./unchecked-patterns.ts";

/** One thing in which a value breaks a schema, or a schema its own. */
export type SchemaError = Pick<
  ErrorObject,
  "instancePath" | "keyword" | "message" | "params" | "propertyName"
>;

/** A schema that a value can't be checked against. */
export class UnusableSchema extends Error {}

/**
 * Everything in which a value breaks a schema; empty where it fits.
 *
 * @throws UnusableSchema where the check comes upon a `$ref` to nothing, or never ends
 */
export type CheckValue = (value: Json) => SchemaError[];

export interface CheckOptions {
  /** Whether `format` is checked, as Python does only where it is told to; false unless given. */
  formats?: boolean;
  /** Whether a check ends at the first error: all of a long list could be millions; false unless given. */
  firstOnly?: boolean;
}

const OPTIONS = {
  strict: false,
  allErrors: true,
  validateFormats: false,
  addUsedSchema: false,
  logger: false,
} as const;

/** A pattern that RE2 doesn't know is passed over, as {@link withoutUnchecked} has it. */
const regExp = Object.assign((pattern: string) => linearPattern(pattern) ?? { test: () => true }, {
  code: "linearPattern",
});
/**
 * For schemas that are checked against nothing but themselves: the meta-schema costs 10 ms. A check runs for a few
 * values, which is over before its code has been made better.
 */
const UNCHECKED = {
  ...OPTIONS,
  meta: false,
  validateSchema: false,
  code: { optimize: false, regExp },
} satisfies Options;

/**
 * Makes a check of values against a JSON Schema (draft 2020-12), as the Prefect server checks them by Python's
 * `jsonschema`: 25.0 is an integer, whole numbers of any size are compared exactly, patterns are Python's, as far as
 * RE2 has them, and a `$ref` to nothing only counts where it is come upon.
 *
 * @throws Error where the schema can't be compiled at all
 */
export function compileSchema(schema: Json, options: CheckOptions = {}): CheckValue {
  const read = asPythonReads(withoutUnchecked(schema).schema);
  const check = compile(read, options, false);
  // JavaScript's numbers do for nearly all values.
  let exact = holdsLargeNumber(read) ? compile(read, options, true) : undefined;
  return (value) => {
    if (!exact && holdsLargeNumber(value)) exact = compile(read, options, true);
    return (exact ?? check)(value);
  };
}

/** Everything that makes a schema no JSON Schema. */
export function schemaErrors(schema: Json): SchemaError[] {
  const checked = new (lazy.loadAjv().Ajv2020)({ ...OPTIONS, code: { regExp } });
  const plain = plainCopy(asPythonReads(schema)) as object;
  if (checked.validateSchema(plain) !== true) return [...(checked.errors ?? [])];
  try {
    checked.compile(plain);
    return [];
  } catch (error) {
    return [
      {
        instancePath: "",
        keyword: "",
        params: {},
        message: `can't be followed: ${(error as Error).message}`,
      },
    ];
  }
}

/** Whether a schema is one by the meta-schema, its patterns included; what it refers to may not be there. */
export function isJsonSchema(schema: Json): boolean {
  const { regex } = pythonFormats;
  metaSchema ??= new (lazy.loadAjv().Ajv2020)({
    ...OPTIONS,
    validateFormats: true,
    formats: regex ? { regex } : {},
    code: { optimize: false },
  });
  return metaSchema.validateSchema(plainCopy(asPythonReads(schema)) as object) === true;
}

let metaSchema: Ajv2020 | undefined;

/** References that a check has come upon and that lead nowhere: Python gives up there, whatever else would fit. */
let cameUpon: string[] = [];
const leadsNowhere: KeywordDefinition = {
  keyword: LEADS_NOWHERE,
  validate: (reference: string) => {
    cameUpon.push(reference);
    return false;
  },
};

const shared = new Map<string, Ajv2020>();

function ajv({ formats = false, firstOnly = false }: CheckOptions, exact: boolean): Ajv2020 {
  const key = `${formats} ${firstOnly} ${exact}`;
  const known = shared.get(key);
  if (known) return known;
  const made = new (lazy.loadAjv().Ajv2020)({
    ...UNCHECKED,
    allErrors: !firstOnly,
    validateFormats: formats,
    formats: formats ? pythonFormats : {},
  });
  made.addKeyword(leadsNowhere);
  if (exact) {
    for (const name of exactKeywordNames) made.removeKeyword(name);
    for (const keyword of exactKeywords) made.addKeyword(keyword);
  }
  shared.set(key, made);
  return made;
}

function compile(schema: Json, options: CheckOptions, exact: boolean): CheckValue {
  const made = ajv(options, exact);
  let check = compileAll(made, schema);
  return (value) => {
    const plain = plainCopy(value);
    cameUpon = [];
    let fits: boolean;
    try {
      fits = check(plain) === true;
    } catch (error) {
      // A schema that refers to itself without end is found out by the stack, as in Python.
      if (error instanceof RangeError) throw new UnusableSchema("it refers to itself without end");
      if (!(error instanceof TypeError)) throw error;
      // Ajv's own code trips over some of `unevaluatedProperties`; all other keywords can be judged.
      check = compileAll(made, withoutUnevaluated(schema));
      fits = check(plain) === true;
    }
    const [reference] = cameUpon;
    if (reference !== undefined) throw new UnusableSchema(`${reference} leads nowhere in the schema`);
    return fits ? [] : [...(check.errors ?? [])];
  };
}

/** Compiles the schema; whatever refers to nothing fails once a check comes upon it. */
function compileAll(made: Ajv2020, schema: Json): ValidateFunction {
  const missing = new Set(endlessReferences(schema));
  for (;;) {
    try {
      return made.compile(plainCopy(withoutReferences(schema, missing)) as object);
    } catch (error) {
      if (!(error instanceof lazy.loadAjv().MissingRefError)) throw error;
      const { message } = error;
      const next = referencesOf(schema).find(
        (one) => !missing.has(one) && message.includes(`reference ${one} from`),
      );
      if (next === undefined) throw error;
      missing.add(next);
    }
  }
}
