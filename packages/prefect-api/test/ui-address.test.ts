import { deploymentsPage, flowRunPage } from "../src/index.ts";

test.each([
  ["http://127.0.0.1:4200/api", "self-hosted", "http://127.0.0.1:4200/deployments"],
  ["https://data.example/prefect/api", "self-hosted", "https://data.example/prefect/deployments"],
  [
    "https://api.prefect.cloud/api/accounts/a-1/workspaces/w-2",
    "cloud",
    "https://app.prefect.cloud/account/a-1/workspace/w-2/deployments",
  ],
  ["https://data.example/prefect", "self-hosted", undefined],
] as const)("the UI's deployments of %s", (apiUrl, kind, page) => {
  expect(deploymentsPage({ apiUrl, kind })).toBe(page);
});

test("a tag is told to both of Prefect's UIs, whatever stands in it", () => {
  const page = deploymentsPage({ apiUrl: "http://127.0.0.1:4200/api", kind: "self-hosted" }, 'team a&b-"1');
  expect(Object.fromEntries(new URL(page ?? "").searchParams)).toEqual({
    "deployments.tags.name": 'team a&b-"1',
    tags: JSON.stringify(['team a&b-"1']),
  });
});

test("the UI's page of a run", () => {
  const own = { apiUrl: "http://127.0.0.1:4200/api", kind: "self-hosted" } as const;
  expect(flowRunPage(own, "r-1")).toBe("http://127.0.0.1:4200/runs/flow-run/r-1");
  expect(flowRunPage({ ...own, apiUrl: "https://data.example/prefect" }, "r-1")).toBeUndefined();
});
