// What Prefect's servers refuse in a name (`prefect/types/names.py`), and what they take but can't read again.
const REFUSED = /[/%&<>]/;
const UNREADABLE = /[\p{Cc}\u2028\u2029]/u;

/** Why a flow or a deployment can't have this name, or undefined. */
export function checkName(name: string): string | undefined {
  if (name.trim() === "") return "The name is empty.";
  const refused = REFUSED.exec(name);
  if (refused) return `A server can't take a name with ${refused[0]} in it.`;
  return UNREADABLE.test(name)
    ? "A deployment with a line break or control character in its name can't be read again."
    : undefined;
}

/** A text such as a branch's name made fit to be part of a deployment's name. */
export function safeName(text: string): string {
  return text.replace(/[/%&<>\p{C}\p{Z}]+/gu, "-");
}

/** The name that a deployment gets on the server: Prefect takes a file's path to be the file's own name. */
export function deploymentName(given: string, prefix = ""): string {
  return safeName(prefix) + given.replace(/^(?:.*\/)?([^/]+)\.py$/s, "$1");
}
