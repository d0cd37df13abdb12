const VARIABLE = /\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])((?:[^${}]|\$\{[^{}]*\}|\$\w)*))?\})/g;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}` (and both without the colon) as BuildKit does in
 * FROM. Undefined where a variable has no value here, or where another form of substitution is used.
 */
export function substitute(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let whole = true;
  const result = text.replace(
    VARIABLE,
    (_match, escaped?: string, plain?: string, braced?: string, operator?: string, word = "") => {
      if (escaped !== undefined) return escaped;
      const value = values.get(plain ?? braced ?? "");
      const isSet = operator?.startsWith(":") ? Boolean(value) : value !== undefined;
      if (operator?.endsWith("+")) return isSet ? wordValue(word) : "";
      if (isSet) return value ?? "";
      if (operator?.endsWith("-")) return wordValue(word);
      whole = false;
      return "";
    },
  );
  return whole && !result.includes("$") ? result : undefined;

  function wordValue(word: string): string {
    const inner = substitute(word, values);
    if (inner === undefined) whole = false;
    return inner ?? "";
  }
}
