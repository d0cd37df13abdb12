import { runLocally } from "#command";
import { readFlow, readFlowsWithPython, type SourceTree } from "#flow-source";
import { openRepository } from "#git";
import { prefectProgram } from "#services";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { encodingCases } from "./encoding-cases.ts";

let theirs: Awaited<ReturnType<typeof readFlowsWithPython>>;
let trees: SourceTree[];

beforeAll(async () => {
  const sample = await temporaryRepository();
  const commit = await sample.commit(
    Object.fromEntries(encodingCases.map(({ bytes }, index) => [`case_${index}.py`, bytes])),
  );
  const repository = await openRepository(runLocally, sample.root);
  trees = [repository.treeAt(commit), repository.workingTree()];
  theirs = await readFlowsWithPython(
    encodingCases.map((_, index) => `case_${index}.py:f`),
    { run: runLocally, python: await prefectProgram("python"), cwd: sample.root },
  );
});

test.each(encodingCases.map((one, index) => ({ ...one, index })))(
  "$name",
  async ({ refused, isLeft, index }) => {
    const file = `case_${index}.py`;
    const reading = theirs[index];
    for (const tree of trees) {
      const ours = readFlow(tree, `${file}:f`);
      if (refused) {
        await expect(ours).rejects.toThrow(new RegExp(`^${file}:${refused}: `));
        expect(reading instanceof Error).toBe(!isLeft);
      } else {
        const { name, parameterSchema } = await ours;
        expect(reading).toMatchObject({ name, parameterSchema });
      }
    }
  },
);
