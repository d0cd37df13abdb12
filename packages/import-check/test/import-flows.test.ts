import { importFlows, shared } from "../src/import-flows.ts";
import type { ProbeFlow, ProbeResult } from "../src/probe/probe-protocol.ts";
import type { ProbeAnswer } from "../src/run-probe.ts";

const flows = (count: number): ProbeFlow[] =>
  Array.from({ length: count }, (_, index) => ({
    entrypoint: `f${index}.py:f`,
    directory: "/d",
    root: "/d",
  }));

const python = { python: "3.12.4", prefect: "3.9.1", problem: null };
const fine: ProbeResult = {
  ...{ milliseconds: 1, output: "", stack: [], ending: "reported" },
  report: { reading: {}, missed: [] },
};
const answer = (done: number, parts: Partial<ProbeAnswer> = {}): ProbeAnswer => ({
  ...{ python, exitCode: 0, said: "", isSilent: false },
  results: new Map(Array.from({ length: done }, (_, index) => [index, fine])),
  ...parts,
});
const endings = (results: readonly (ProbeResult | undefined)[]) => results.map((one) => one?.ending ?? null);

test("few flows share one container, and many are spread over some", () => {
  expect(shared(flows(1), 4).map(({ length }) => length)).toEqual([1]);
  expect(shared(flows(10), 4).map(({ length }) => length)).toEqual([10]);
  expect(shared(flows(11), 4).map(({ length }) => length)).toEqual([6, 5]);
  expect(shared(flows(2000), 4).map(({ length }) => length)).toEqual([500, 500, 500, 500]);
  expect(shared([], 4)).toEqual([]);
});

test("where a container ends in the middle, its flow has failed and another one goes on with the rest", async () => {
  const asked: number[] = [];
  const answers = [answer(2, { exitCode: 137 }), answer(0, { isSilent: true }), answer(1)];
  const { results, problem } = await importFlows(flows(5), async (some) => {
    asked.push(some.length);
    return answers.shift() ?? answer(0);
  });
  expect(asked).toEqual([5, 2, 1]);
  expect(endings(results)).toEqual(["reported", "reported", "killed", "timed-out", "reported"]);
  expect(problem).toBeNull();
});

test("what keeps a container from going on is told of each flow that is left", async () => {
  const answers = [
    answer(1, { exitCode: 137 }),
    answer(0, { python: null, said: "docker: no room.\nwaiting\n" }),
  ];
  const { results } = await importFlows(flows(4), async () => answers.shift() ?? answer(0));
  expect(endings(results)).toEqual(["reported", "killed", "unstarted", "unstarted"]);
  expect(results[3]).toMatchObject({ problem: "no room" });
});

test.each([
  [
    { python: null, said: "docker: Error response from daemon: no such image.\ntime=1 waiting\n" },
    "Error response from daemon: no such image",
  ],
  [{ python: null, said: "" }, "it gave no reason"],
  [{ python: null, isSilent: true }, "importing Prefect did not end"],
  [
    { python: { ...python, problem: "ModuleNotFoundError: No module named 'prefect'" } },
    "ModuleNotFoundError: No module named 'prefect'",
  ],
])("a place in which nothing can be imported says why: %j", async (parts, problem) => {
  const found = await importFlows(flows(2), async () => answer(0, parts));
  expect(found).toMatchObject({ problem, results: [undefined, undefined] });
});
