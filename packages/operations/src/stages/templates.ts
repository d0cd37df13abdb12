import type { PrefectClient } from "#prefect-api";
import type { ServerValues } from "#prefect-project";

/** Blocks and variables of a server for the placeholders of definitions; each is asked for once. */
export function templatesOf({ blocks, variables }: PrefectClient): ServerValues {
  return {
    readBlock: once((typeSlug: string, name: string) => blocks.find(typeSlug, name)),
    readBlockById: once((id: string) => blocks.read(id)),
    readVariable: once(async (name: string) => (await variables.find(name))?.value),
  };
}

function once<Args extends string[], T>(ask: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...args) => {
    const key = JSON.stringify(args);
    let answer = answers.get(key);
    if (!answer) {
      answer = ask(...args);
      answers.set(key, answer);
    }
    return answer;
  };
}
