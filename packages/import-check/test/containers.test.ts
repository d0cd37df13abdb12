import { hostname } from "node:os";
import fc from "fast-check";
import { propertyRuns } from "#services";
import { isLeft, isPlace, ownerLabel, runArguments } from "../src/containers.ts";

const request = {
  ...{ image: "sha256:1", name: "n", label: "l", program: "python", user: "65534:65534", memory: "2g" },
  ...{
    checkout: "/tmp/checkout",
    places: ["/opt/prefect/platform-main"],
    variables: ["NAMED", "HTTP_PROXY"],
  },
};

test("a container gets no right, no network and no file but the checkout", () => {
  const args = runArguments(request, ["-c", "pass"]).join(" ");
  for (const part of [
    "run --rm --interactive --pull=never --name n --label prefect-cicd.import-check=l",
    "--network none --read-only --tmpfs /tmp:",
    "--cap-drop ALL --security-opt no-new-privileges --pids-limit 256 --memory 2g --memory-swap 2g",
    "--entrypoint python --user 65534:65534",
    "--mount type=bind,source=/tmp/checkout,target=/opt/prefect/platform-main,readonly",
    "--env NAMED --env HTTP_PROXY --env http_proxy= ",
  ])
    expect(args).toContain(part);
  expect(args).toMatch(/ sha256:1 -c pass$/);
  expect(args).not.toContain("HTTP_PROXY=");
  expect(args.match(/type=bind/g)).toHaveLength(1);
});

test.each(["/opt/prefect/platform-main", "/app", "/home/flows/a.b+c@1", "/root/platform", "/usr/src/app"])(
  "a checkout may be put at %s",
  (place) => expect(isPlace(place)).toBe(true),
);

test.each([
  ...["/", "/etc", "/usr", "/usr/lib", "/proc", "/dev", "/tmp", "relative", ""],
  ...[
    "/opt/a,source=/",
    '/opt/"a',
    "/opt/../etc",
    "/opt/a b",
    "/opt//a",
    "/opt/a\n",
    "/opt/./a",
    "/opt/a:/b",
  ],
])("a checkout may not be put at %j", (place) => expect(isPlace(place)).toBe(false));

test("no place adds a field to a mount", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const place = `/opt/${text}`;
      if (!isPlace(place)) return;
      const args = runArguments({ ...request, places: [place] }, []);
      expect(args[args.indexOf("--mount") + 1]?.split(",")).toEqual([
        ...["type=bind", "source=/tmp/checkout", `target=${place}`, "readonly"],
      ]);
    }),
    { numRuns: propertyRuns(500) },
  );
});

test("only what nobody waits for any more is left", () => {
  const now = 1_000_000_000_000;
  const label = ownerLabel(100, 42, now);
  const [alive, dead] = [() => true, () => false];
  expect(isLeft(label, alive, now)).toBe(false);
  expect(isLeft(label, dead, now)).toBe(true);
  expect(isLeft(label, alive, now + 101_000)).toBe(true);
  const elsewhere = label.replace(hostname(), "another-machine");
  expect(isLeft(elsewhere, dead, now)).toBe(false);
  expect(isLeft(elsewhere, dead, now + 101_000)).toBe(true);
  expect(isLeft("somebody else's", dead, now)).toBe(false);
});
