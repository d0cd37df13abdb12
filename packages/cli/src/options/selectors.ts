import { Argument, InvalidArgumentError } from "commander";
import { type Option, parseList, sentenceOf } from "#input-values";
import { checked } from "./table.ts";

/** Every deployment: what is meant where none is named. */
export const ALL: readonly string[] = ["all"];

/**
 * Selected deployments as arguments, with the words of the action's input. An empty list (`[]`) is an answer: nothing was
 * found to have changed. An empty text is a mistake, such as a variable that was never set, and must not become `all`.
 */
export function selectors(option: Option<readonly string[]>, whenAbsent: readonly string[] = ALL): Argument {
  const sentence = sentenceOf(option, (other) => `--${other}`).replaceAll("`", "");
  return new Argument("[deployments...]", sentence)
    .default(whenAbsent, whenAbsent.join())
    .argParser((text: string, before: readonly string[]) => {
      if (text.trim() === "")
        throw new InvalidArgumentError("It is empty. Name deployments, or write [] for none.");
      return [...(before === whenAbsent ? [] : before), ...checked(() => parseList(text))];
    });
}
