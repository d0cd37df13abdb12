import { explainBuild, explainLogin, explainRegistry } from "../src/failures.ts";
import { RegistryError } from "../src/registry-access.ts";

// Error lines of buildx 0.30 and of the registries named.
const GHCR = [
  "#9 pushing ghcr.io/acme/flows:1 with docker",
  "ERROR: failed to build: failed to solve: failed to push ghcr.io/acme/flows:1: unexpected status from POST request " +
    "to https://ghcr.io/v2/acme/flows/blobs/uploads/: 403 Forbidden",
].join("\n");

test("a 403 from GHCR explains the package's access settings", () => {
  const fault = explainBuild(GHCR, "ghcr.io");
  expect(fault.message).toMatch(/packages: write.*Manage Actions access/);
  expect(fault.message).toContain("403 Forbidden");
  const direct = explainRegistry(
    new RegistryError("ghcr.io", "access", "The registry ghcr.io allows no access."),
  );
  expect(direct.message).toContain("Manage Actions access");
});

test.each([
  ['ERROR: failed to solve: target stage "x" could not be found', /no stage of the name in `target`/],
  [
    "#7 0.1 exec /bin/sh: exec format error\nERROR: failed to solve",
    /`platforms`.*docker\/setup-qemu-action/s,
  ],
  ["ERROR: failed to solve: base:1: no match for platform in manifest: not found", /base image.*`platforms`/],
  ["ERROR: failed to do request: dial tcp: lookup nowhere: no such host", /can't be reached.*`image`/s],
  ["ERROR: process did not complete successfully: exit code: 1", /The build failed/],
])("%j is explained", (output, message) => {
  expect(explainBuild(output, "registry.test").message).toMatch(message);
});

test("a refused login names the credentials, another failure what happened", () => {
  expect(explainLogin("r.test", "unauthorized: incorrect username or password").message).toContain(
    "`registry-password`",
  );
  expect(explainLogin("r.test", "Error: dial tcp: no route").message).toMatch(/no route.*`image`/s);
});
