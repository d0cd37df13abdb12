import { desiredDeployment } from "../../deployment-plan/test/desired.ts";
import { placedInImage, placedOnMachine } from "../src/stages/import-places.ts";
import { type ImportTarget, imageOfTarget } from "../src/stages/import-targets.ts";

const withImage = (image: string) => desiredDeployment({ fields: { job_variables: { image } } });
const own = "ghcr.io/acme/own:1";
const pools = { name: "ghcr.io/acme/pool:1", from: "work-pool" as const };
const planned = { name: "ghcr.io/acme/planned:1", from: "job-variables" as const };

test.each([
  ["its own", withImage(own), "input:1", pools, { name: own, from: "job-variables" }],
  ["its own as a plan has it", withImage(own), "input:1", planned, planned],
  ["the input's", desiredDeployment(), "input:1", pools, { name: "input:1", from: "input" }],
  ["the pool's", desiredDeployment(), undefined, pools, pools],
  ["none", desiredDeployment(), undefined, null, undefined],
  ["an open placeholder counts for nothing", withImage("{{ $IMAGE }}"), undefined, pools, pools],
  ["nor does a mask", desiredDeployment(), undefined, { ...planned, name: "***" }, undefined],
  [
    "nor an option of Docker's",
    withImage("--privileged"),
    "input:1",
    null,
    { name: "input:1", from: "input" },
  ],
])("the image is %s", (_what, desired, input, plan, expected) => {
  expect(imageOfTarget(desired, input, plan)).toEqual(expected);
});

const GIT_CLONE = "prefect.deployments.steps.git_clone";
const SET = "prefect.deployments.steps.set_working_directory";
const target = (name: string, steps: ImportTarget["desired"]["fields"]["pull_steps"]): ImportTarget => ({
  desired: desiredDeployment({ name, fields: { pull_steps: steps } }),
  ...{ source: undefined, fromRoot: "flows/orders.py:orders", image: null },
});
const clone = [{ [GIT_CLONE]: { repository: "https://github.com/acme/platform.git" } }];
const inProject = [...clone, { [SET]: { directory: "{{ directory }}/project" } }];
const evil: ImportTarget["desired"]["fields"]["pull_steps"] = [
  { [GIT_CLONE]: { repository: "https://github.com/acme/platform.git", clone_directory_name: "../../etc" } },
  { [SET]: { directory: "{{ directory }}/project" } },
];

test("deployments of one flow at one place are imported once", () => {
  const placed = placedInImage(
    [target("a", clone), target("b", clone), target("c", inProject)],
    "/opt/prefect",
    [],
  );
  expect(placed.map(({ targets }) => targets.map(({ desired }) => desired.name))).toEqual([
    ["a", "b"],
    ["c"],
  ]);
  expect(placed.map(({ flow }) => flow.directory)).toEqual([
    "/opt/prefect/platform",
    "/opt/prefect/platform/project",
  ]);
});

test("a checkout that would lie over the system has a place of ours, and folders in it move along", () => {
  const [placed] = placedInImage([target("a", evil)], "/opt/prefect", []);
  expect(placed).toMatchObject({
    checkout: "/prefect-cicd/checkout",
    flow: { root: "/prefect-cicd/checkout", directory: "/prefect-cicd/checkout/project" },
  });
});

test("on a machine the folders of pull steps lie in the copy of the checkout", () => {
  const steps = [
    [{ [SET]: { directory: "/home/me/platform/project" } }],
    inProject,
    [{ [SET]: { directory: "/srv" } }],
  ];
  const placed = placedOnMachine(
    steps.map((one, index) => target(String(index), one)),
    "/tmp/copy",
    "/home/me/platform",
    [],
  );
  expect(placed.flatMap(({ flow, targets }) => targets.map(() => flow.directory))).toEqual([
    "/tmp/copy/project",
    "/tmp/copy/project",
    "/tmp/copy",
  ]);
});
