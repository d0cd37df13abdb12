import { LIMITS } from "./limits.ts";

/** The tags of YAML 1.1 that PyYAML's safe loader knows, by their short names. */
const PREFIX = "tag:yaml.org,2002:";

export const TAG = {
  str: `${PREFIX}str`,
  seq: `${PREFIX}seq`,
  map: `${PREFIX}map`,
  null: `${PREFIX}null`,
  bool: `${PREFIX}bool`,
  int: `${PREFIX}int`,
  float: `${PREFIX}float`,
  timestamp: `${PREFIX}timestamp`,
  binary: `${PREFIX}binary`,
  omap: `${PREFIX}omap`,
  pairs: `${PREFIX}pairs`,
  set: `${PREFIX}set`,
  merge: `${PREFIX}merge`,
  value: `${PREFIX}value`,
} as const;

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)\n?$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\n?$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\n?$/;
const NULL = /^(?:~|null|Null|NULL|)\n?$/;
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)\n?$/;

/**
 * Tag of a scalar without one: PyYAML's own resolver (`yaml/resolver.py`), which is neither all of YAML 1.1
 * (`y` and `n` are texts) nor 1.2 (`1e3` is one too). A text that ends in a line feed matches like one that
 * doesn't, as with Python's `$`.
 */
export function resolveTag(value: string): string {
  if (value.length > LIMITS.digits) return resolveLong(value);
  const first = value.charCodeAt(0);
  if (first >= 48 && first <= 57) return resolveNumber(value) ?? timestamp(value) ?? TAG.str;
  switch (value[0]) {
    case "-":
    case "+":
    case ".":
      return resolveNumber(value) ?? TAG.str;
    case "n":
    case "N":
      return BOOL.test(value) ? TAG.bool : NULL.test(value) ? TAG.null : TAG.str;
    case "y":
    case "Y":
    case "t":
    case "T":
    case "f":
    case "F":
    case "o":
    case "O":
      return BOOL.test(value) ? TAG.bool : TAG.str;
    case undefined:
    case "~":
      return NULL.test(value) ? TAG.null : TAG.str;
    case "<":
      return /^<<\n?$/.test(value) ? TAG.merge : TAG.str;
    case "=":
      return /^=\n?$/.test(value) ? TAG.value : TAG.str;
    case "!":
    case "&":
    case "*":
      // Only a quoted text after a lone `!` can get here, and nothing can be made of this tag.
      return /^[!&*]\n?$/.test(value) ? `${PREFIX}yaml` : TAG.str;
    default:
      return TAG.str;
  }
}

/** A number of so many digits is one that Python refuses; anything else of that length is a text. */
function resolveLong(value: string): string {
  return /^[-+]?[0-9][0-9_:.]*$/.test(value) || /^[-+]?0[bx][0-9a-fA-F_]+$/.test(value) ? TAG.int : TAG.str;
}

function resolveNumber(value: string): string | undefined {
  if (FLOAT.test(value)) return TAG.float;
  return INT.test(value) ? TAG.int : undefined;
}

function timestamp(value: string): string | undefined {
  return TIMESTAMP.test(value) ? TAG.timestamp : undefined;
}
