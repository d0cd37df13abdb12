import { isUtf8 } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { readFlow, readFlowsWithPython } from "#flow-source";
import { prefectProgram } from "#services";
import { encodingCases } from "./encoding-cases.ts";
import { sourceTreeOf } from "./source-tree-of.ts";

let theirs: Awaited<ReturnType<typeof readFlowsWithPython>>;

beforeAll(async () => {
  const cwd = await mkdtemp(join(tmpdir(), "prefect-cicd-encodings-"));
  for (const [index, { bytes }] of encodingCases.entries())
    await writeFile(join(cwd, `case_${index}.py`), bytes);
  const entrypoints = encodingCases.map((_, index) => `case_${index}.py:f`);
  theirs = await readFlowsWithPython(entrypoints, {
    run: runLocally,
    python: await prefectProgram("python"),
    cwd,
  });
  await rm(cwd, { recursive: true });
}, 300_000);

test.each(encodingCases.map((one, index) => ({ ...one, index })))(
  "$name",
  async ({ bytes, refused, isLeft, index }) => {
    const file = `case_${index}.py`;
    const ours = readFlow(sourceTreeOf({ [file]: escaped(bytes) }), `${file}:f`);
    const reading = theirs[index];
    if (refused) {
      await expect(ours).rejects.toThrow(new RegExp(`^${file}:${refused}: `));
      expect(reading instanceof Error).toBe(!isLeft);
    } else {
      const { name, parameterSchema } = await ours;
      expect(reading).toMatchObject({ name, parameterSchema });
    }
  },
);

/** Text of bytes as a source tree gives it: those that are no UTF-8 as lone surrogates. */
function escaped(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(at, at + count)));
    text += length ? bytes.toString("utf8", at, at + length) : String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += length ?? 1;
  }
  return text;
}
