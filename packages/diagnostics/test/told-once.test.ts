import { type Fault, formatFault, toldOnce } from "../src/index.ts";

const told = (faults: readonly Fault[]) => toldOnce(faults).map(formatFault);
const missing = (name: string, line: number): Fault => ({
  code: "work-pool-missing",
  message: 'The work pool "k8s" does not exist on the server.',
  location: { file: "prefect.yaml", line },
  fix: "Create it there.",
  deployments: [name],
});
const badCron = (name: string, line: number): Fault => ({
  code: "schedule-invalid",
  message: "cron must be a text.",
  location: { file: "prefect.yaml", line },
  deployments: [name],
});
const many = (count: number, fault: (name: string, line: number) => Fault) =>
  Array.from({ length: count }, (_, index) => fault(`etl/d${index}`, 3 + index * 4));

test("one cause at many places is told once, at the first, with those that it strikes", () => {
  expect(told(many(12, missing))).toEqual([
    'prefect.yaml:3: The work pool "k8s" does not exist on the server. It concerns "etl/d0", "etl/d1", "etl/d2" and 9 more. Create it there.',
  ]);
  expect(toldOnce(many(12, missing))[0]?.deployments).toHaveLength(12);
  expect(told(many(2, missing))[0]).toContain('It concerns "etl/d0" and "etl/d1". Create');
});

test("what has to be fixed place by place is told at each", () => {
  expect(told(many(2, badCron))).toEqual([
    "prefect.yaml:3: cron must be a text.",
    "prefect.yaml:7: cron must be a text.",
  ]);
});

test("what stands at one place is told once, whatever it is", () => {
  const shared = many(3, badCron).map((fault) => ({ ...fault, location: { file: "prefect.yaml", line: 1 } }));
  expect(told(shared)).toEqual([
    'prefect.yaml:1: cron must be a text. It concerns "etl/d0", "etl/d1" and "etl/d2".',
  ]);
});

test("a single deployment is told where no place tells which it is", () => {
  const { location: _, ...nowhere } = missing("etl/daily", 3);
  expect(told([nowhere])[0]).toContain('It concerns "etl/daily".');
  expect(told([missing("etl/daily", 3)])[0]).not.toContain("etl/daily");
});

test("without deployments, the other places are told", () => {
  const faults: Fault[] = ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml"].map((file) => ({
    code: "definition-empty",
    message: "The file declares no deployment.",
    location: { file },
  }));
  expect(told(faults)).toEqual([
    "a.yaml: The file declares no deployment. (Also at b.yaml, c.yaml, d.yaml and 1 more.)",
  ]);
});

test("other words, another code or another fix are another cause", () => {
  const [one] = many(1, missing) as [Fault];
  expect(toldOnce([one, { ...one, message: "Other." }, { ...one, fix: "Other." }])).toHaveLength(3);
});
