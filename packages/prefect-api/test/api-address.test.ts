import { apiAddress } from "../src/api-address.ts";

const CLOUD = "https://api.prefect.cloud/api/accounts/a-1/workspaces/w-2";

test.each([
  ["https://app.prefect.cloud/account/a-1/workspace/w-2", CLOUD],
  ["https://app.prefect.cloud/account/a-1/workspace/w-2/dashboard?x=1", CLOUD],
  ["https://app.prefect.cloud/account/a-1/workspace/w-2/runs/flow-run/1", CLOUD],
  [`${CLOUD}/`, CLOUD],
])("%s is a workspace of Prefect Cloud", (given, url) => {
  expect(apiAddress(given, "It")).toMatchObject({ url, kind: "cloud" });
});

test.each([
  ["http://127.0.0.1:4200/api", "http://127.0.0.1:4200/api"],
  ["http://127.0.0.1:4200/api/", "http://127.0.0.1:4200/api"],
  [" https://prefect.acme.io ", "https://prefect.acme.io/api"],
  ["https://prefect.acme.io/", "https://prefect.acme.io/api"],
  ["https://prefect.acme.io/dashboard", "https://prefect.acme.io/api"],
  // A server may be told to serve its API anywhere: a path is taken at its word.
  ["https://acme.io/prefect/v1", "https://acme.io/prefect/v1"],
  ["HTTPS://Prefect.Acme.io/api?page=2", "https://prefect.acme.io/api"],
])("%s is the self-hosted API %s", (given, url) => {
  expect(apiAddress(given, "It")).toMatchObject({ url, kind: "self-hosted" });
});

test("what was made of an address is said, and only then", () => {
  expect(apiAddress("https://prefect.acme.io", "It").note).toContain("https://prefect.acme.io/api");
  expect(apiAddress("https://app.prefect.cloud/account/a-1/workspace/w-2", "It").note).toContain(CLOUD);
  expect(apiAddress("https://prefect.acme.io/api", "It").note).toBeNull();
});

test.each([
  ["prefect.acme.io", /The input x is not an address.*https:\/\//],
  ["ftp://prefect.acme.io", /is not an address/],
  ["http://", /is not an address/],
  ["https://app.prefect.cloud/account/a-1", /without a workspace.*workspace\/<id>/],
  ["https://api.prefect.cloud/api", /without a workspace/],
  ["https://user:hunter22@prefect.acme.io/api", /user name or password.*prefect-auth-string/],
])("%s is refused with what to do", (given, message) => {
  expect(() => apiAddress(given, "The input x")).toThrow(message);
  expect(() => apiAddress(given, "The input x")).not.toThrow(/hunter22/);
});
