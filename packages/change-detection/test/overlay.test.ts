import { detect, type Files, flowSource, prefectYaml, told } from "./detection.ts";

const files: Files = {
  "flows/orders.py": flowSource("orders"),
  "flows/stock.py": flowSource("stock"),
  "prefect.yaml": prefectYaml({ daily: "flows/orders.py:run", stock: "flows/stock.py:run" }),
  "prod.yaml": "deployments: [{name: daily, tags: [prod]}]\n",
};
const options = { overlayFile: "prod.yaml" };

test("a change of the overlay is one of the deployments that it is laid over", async () => {
  const after = { "prod.yaml": "deployments: [{name: daily, tags: [prod, new]}]\n# a comment\n" };
  expect(told(await detect(files, after, options))).toEqual(["modified orders/daily: tags changed"]);
  expect(
    told(
      await detect(
        files,
        { "prod.yaml": "# a comment\ndeployments: [{name: daily, tags: [prod]}]\n" },
        options,
      ),
    ),
  ).toEqual([]);
  expect(told(await detect(files, after))).toEqual([]);
});

test("what the overlay replaces anyway is no change, what it leaves is one", async () => {
  const tagged = (tag: string) => ({
    "prefect.yaml": prefectYaml({
      daily: `flows/orders.py:run\ntags: [${tag}]`,
      stock: `flows/stock.py:run\ntags: [${tag}]`,
    }),
  });
  expect(told(await detect({ ...files, ...tagged("a") }, tagged("b"), options))).toEqual([
    "modified stock/stock: tags changed",
  ]);
});

test("code behind an overlaid deployment counts", async () => {
  expect(
    told(await detect(files, { "flows/orders.py": flowSource("orders", "", "return 1") }, options)),
  ).toEqual(["affected orders/daily: flows/orders.py"]);
});

test("the first commit with an overlay is compared with the files without one", async () => {
  const { "prod.yaml": overlay, ...before } = files;
  expect(told(await detect(before, { "prod.yaml": overlay as string }, options))).toEqual([
    "modified orders/daily: tags changed",
  ]);
});

test("an overlay that was broken at the base selects everything, one that is broken at the head nothing", async () => {
  const broken = { "prod.yaml": "deployments: [{name: gone}]" };
  const all = await detect({ ...files, ...broken }, { "prod.yaml": files["prod.yaml"] as string }, options);
  expect(all.everything).toMatch(/can't be read: prod.yaml:1:15: The overlay changes the deployment gone/);
  const none = await detect(files, broken, options);
  expect(none.deployments).toEqual([]);
  expect(none.broken.map(({ message }) => message).join()).toMatch(/changes the deployment gone/);
});
