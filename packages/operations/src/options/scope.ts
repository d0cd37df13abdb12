import { flag, InvalidValue, list, type Option, type OptionValues, text } from "#input-values";

/** Which part of a repository's deployments something is about. */
export const scopeOption = {
  scope: {
    ...text(
      "Name of a part of the deployments that has a recorded commit and an inventory of its own, such as `prod` beside `staging` on one server. The patterns among {deployments} say what of the files belongs to it; all of it unless there are some.",
      "name",
    ),
    parse: parseScope,
  } as Option<string | undefined>,
};

/** For what has no other selection: the patterns of the scope. */
export const scopePatternsOption = {
  deployments: list("With {scope}: patterns of what of the files belongs to it, such as `*--prod`.", {
    whenEmpty: ["all"],
  }),
};

/** What is done about deployments of the server that come from elsewhere. */
export const takeOverOption = {
  "take-over": flag(
    "Takes over deployments that another repository, set of files or scope has applied to this server: it lets go of them. Otherwise they are refused before the first write, or told where only the files are others.",
  ),
};

/** @throws InvalidValue for what can't be told apart in a variable's name */
function parseScope(given: string): string {
  if (/^[a-z0-9]([a-z0-9_.-]{0,58}[a-z0-9])?$/i.test(given)) return given;
  throw new InvalidValue(
    "is no name of a scope.",
    "Use at most 60 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.",
  );
}

export type ScopeValues = OptionValues<typeof scopeOption>;
