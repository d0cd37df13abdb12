import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** Values by context name: `github`, `env`, `steps`, `needs`, `inputs`, ... */
export type Contexts = Readonly<Record<string, unknown>>;

/** A text of a workflow or an action file with its `${{ }}` expressions resolved, as a runner does. */
export function resolveExpressions(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => evaluate(expression, contexts));
}

/** Whether the `if:` of a job or step lets it run while nothing before it failed or was cancelled. */
export function isMet(condition: string, contexts: Contexts): boolean {
  const expression = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition)?.[1] ?? condition;
  return evaluate(`!(!(${expression}))`, contexts) === "true";
}

function evaluate(expression: string, contexts: Contexts): string {
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), [...STATUS.values()]).parse();
  // A value that is not there is null, in JSON and on a runner alike.
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, values, STATUS).evaluate().coerceString();
}

/** What the status functions say where nothing failed or was cancelled. */
const STATUS = new Map(
  Object.entries({ always: true, success: true, failure: false, cancelled: false }).map(([name, value]) => [
    name,
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) },
  ]),
);
