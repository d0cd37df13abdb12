import { loadYaml } from "../../src/yaml/load.ts";
import { YamlError } from "../../src/yaml/nodes.ts";
import { YamlGenerator } from "./generate.ts";
import { encode } from "./python-encoding.ts";
import type { PyYaml } from "./pyyaml.ts";

export interface Difference {
  text: string;
  ours: string;
  theirs: string;
}

export interface Comparison {
  compared: number;
  /** How many of the texts PyYAML read: a comparison of refusals alone would prove little. */
  accepted: number;
  differences: Difference[];
}

/** What our reader makes of a text, in the words of the Python process. */
export function readOurs(text: string): string {
  try {
    return encode(loadYaml(text, "fuzz.yaml").value);
  } catch (error) {
    if (error instanceof YamlError) return "refused";
    throw new Error(`${JSON.stringify(text)}: ${error}`, { cause: error });
  }
}

/** Compares our reader with PyYAML over generated texts, up to ten differences. */
export async function compareWithPyYaml(
  pyyaml: PyYaml,
  seed: number,
  count: number,
  onProgress: (compared: number) => void = () => {},
): Promise<Comparison> {
  const generator = new YamlGenerator(seed);
  const result: Comparison = { compared: 0, accepted: 0, differences: [] };
  while (result.compared < count && result.differences.length < 10) {
    const texts = Array.from({ length: Math.min(2000, count - result.compared) }, () => generator.next());
    const answers = await pyyaml.load(texts);
    for (const [at, text] of texts.entries()) {
      const answer = answers[at];
      if (!answer) throw new Error("PyYAML left a text out.");
      const theirs = "value" in answer ? answer.value : "refused";
      if ("value" in answer) result.accepted++;
      const ours = readOurs(text);
      if (ours !== theirs) {
        result.differences.push({ text, ours, theirs: "error" in answer ? answer.error : theirs });
      }
    }
    result.compared += texts.length;
    onProgress(result.compared);
  }
  return result;
}
