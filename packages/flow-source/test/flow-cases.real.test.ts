import { readFlow } from "#flow-source";
import { readWithPrefect, type SchemaCase } from "./compare-schemas.ts";
import { type FlowCase, flowCases } from "./flow-cases.ts";
import { sourceTreeOf } from "./source-tree-of.ts";

let theirs: Awaited<ReturnType<typeof readWithPrefect>>;

const fileOf = (index: number) => `case_${index}.py`;
const caseOf = ({ name, source, object = "main" }: FlowCase, index: number): SchemaCase => ({
  name,
  entrypoint: `${fileOf(index)}:${object}`,
  files: { [fileOf(index)]: source },
});

beforeAll(async () => {
  theirs = await readWithPrefect(flowCases.map(caseOf));
});

test.each(flowCases.map((one, index) => ({ ...one, index })))("$name: $is", async (one) => {
  const { files, entrypoint } = caseOf(one, one.index);
  const reading = theirs[one.index] ?? { error: "no answer" };
  const ours = readFlow(sourceTreeOf(files), entrypoint);
  if (one.is === "a flow") {
    expect(reading).not.toHaveProperty("error");
    const { name, description, version, parameterSchema, approximate } = await ours;
    expect({ name, description, version, parameterSchema }).toEqual(
      "error" in reading
        ? {}
        : {
            name: reading.name,
            description: reading.description,
            version: reading.version,
            parameterSchema: reading.parameterSchema,
          },
    );
    expect(approximate).toEqual([]);
  } else if (one.is === "no flow") {
    expect(reading).toMatchObject({ error: expect.stringMatching(/is not a flow|'__name__'|not callable/) });
    await expect(ours).rejects.toThrow(/^case_\d+\.py:\d+:\d+: `main` .* is not a flow/);
  } else {
    const told = await ours.then(
      ({ approximate }) => approximate.map(({ reason }) => reason).join(),
      (error: Error) => error.message,
    );
    expect(told).toMatch(
      /can't be told.*Only Python can tell: set `flow-reader: python`|only known by running it/,
    );
  }
});
