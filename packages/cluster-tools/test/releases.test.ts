import {
  architectureOf,
  parseMirror,
  publishedChecksum,
  releaseOf,
  TOOLS,
  versionFault,
} from "#cluster-tools";
import { stepFault } from "../src/k3s-plan.ts";
import { isVersion } from "../src/version.ts";

test.each([
  ["linux", "x64", "amd64"],
  ["linux", "arm64", "arm64"],
])("%s on %s takes the releases for %s", (platform, arch, expected) => {
  expect(architectureOf(platform, arch)).toBe(expected);
});

test.each([
  ["linux", "ia32"],
  ["linux", "riscv64"],
  ["darwin", "arm64"],
  ["win32", "x64"],
])("%s on %s is refused", (platform, arch) => {
  expect(() => architectureOf(platform, arch)).toThrow("Use a Linux runner on x64 or arm64.");
});

test("the official addresses, which a mirror repeats", () => {
  const addresses = TOOLS.flatMap((tool) =>
    (["amd64", "arm64"] as const).map((architecture) => {
      const { url, checksumUrl } = releaseOf(tool, tool === "k3s" ? "v1.34.4+k3s1" : "v1.2.3", architecture);
      return [url, checksumUrl];
    }),
  );
  const k3s = "https://github.com/k3s-io/k3s/releases/download/v1.34.4%2Bk3s1";
  const kubectl = "https://dl.k8s.io/release/v1.2.3/bin/linux";
  expect(addresses).toEqual([
    [`${k3s}/k3s`, `${k3s}/sha256sum-amd64.txt`],
    [`${k3s}/k3s-arm64`, `${k3s}/sha256sum-arm64.txt`],
    ...["amd64", "arm64"].map((architecture) => [
      `https://get.helm.sh/helm-v1.2.3-linux-${architecture}.tar.gz`,
      `https://get.helm.sh/helm-v1.2.3-linux-${architecture}.tar.gz.sha256sum`,
    ]),
    [`${kubectl}/amd64/kubectl`, `${kubectl}/amd64/kubectl.sha256`],
    [`${kubectl}/arm64/kubectl`, `${kubectl}/arm64/kubectl.sha256`],
  ]);
  const mirrored = releaseOf("kubectl", "v1.2.3", "arm64", "https://mirror.example/tools");
  expect(mirrored.url).toBe("https://mirror.example/tools/release/v1.2.3/bin/linux/arm64/kubectl");
});

describe("published checksums", () => {
  const [a, b] = ["a".repeat(64), "B".repeat(64)];
  test.each([
    ["a list", `${a}  k3s-airgap-images-amd64.tar\n${b}  k3s\n`, "k3s", b.toLowerCase()],
    ["a binary mark and a folder", `${a} *dist/k3s`, "k3s", a],
    ["the sum alone", `${a}\n`, "kubectl", a],
    ["Windows line ends", `${a}  k3s\r\n`, "k3s", a],
    ["another file's alone", `${a}  k3s-arm64\n`, "k3s", undefined],
    ["a page in its place", "<html>not found</html>", "k3s", undefined],
    ["a sum cut short", `${a.slice(1)}  k3s`, "k3s", undefined],
    ["nothing", "", "k3s", undefined],
  ])("%s", (_title, text, name, expected) => {
    expect(publishedChecksum(text, name)).toBe(expected);
  });
});

describe("versions", () => {
  test.each([
    ["k3s", "v1.34.4+k3s1"],
    ["k3s", "1.34.4-rc1+k3s1"],
    ["helm", "v3.22.0"],
    ["helm", "4.0.0-rc.1"],
    ["kubectl", "1.34.4"],
  ] as const)("%s %s is exact", (tool, version) => {
    expect(versionFault(tool, version)).toBeUndefined();
  });

  test.each([
    ["k3s", "v1.34.4"],
    ["k3s", "stable"],
    ["helm", "latest"],
    ["helm", "v3"],
    ["helm", "v3.22.0/../.."],
    ["helm", "v03.2.0"],
    ["kubectl", "1.34"],
    ["kubectl", "v1.34.4+k3s1"],
  ] as const)("%s %s is not", (tool, version) => {
    expect(versionFault(tool, version)?.message).toContain(`Input \`${tool}-version\` is "${version}"`);
  });

  test("the kubectl in K3s counts as kubectl, and one K3s release is not another", () => {
    expect(isVersion("kubectl", "v1.34.4+k3s1", "v1.34.4")).toBe(true);
    expect(isVersion("kubectl", "v1.32.4-dispatcher", "v1.32.4")).toBe(false);
    expect(isVersion("k3s", "v1.34.4+k3s1", "v1.34.4+k3s2")).toBe(false);
    expect(isVersion("helm", undefined, "v3.22.0")).toBe(false);
  });

  test.each([
    ["v1.34.4+k3s1", "v1.34.4+k3s2"],
    ["v1.34.4+k3s1", "v1.34.5+k3s1"],
    ["v1.34.4+k3s1", "v1.35.0+k3s1"],
    ["v1.34.4-rc1+k3s1", "v1.34.4+k3s1"],
  ])("K3s may go from %s to %s", (from, to) => {
    expect(stepFault(from, to)).toBeUndefined();
  });

  test.each([
    ["v1.34.4+k3s2", "v1.34.4+k3s1", "can't go back"],
    ["v1.35.0+k3s1", "v1.34.9+k3s1", "can't go back"],
    ["v1.32.3+k3s1", "v1.34.4+k3s1", "one minor version at a time. Go to 1.33 first."],
  ])("K3s may not go from %s to %s", (from, to, reason) => {
    const fault = stepFault(from, to);
    expect(`${fault?.message} ${fault?.fix}`).toContain(reason);
  });
});

describe("a mirror", () => {
  test("gives its log-in as a header", () => {
    expect(parseMirror("https://ann:s%40fe@mirror.example/tools/")).toEqual({
      url: "https://mirror.example/tools",
      authorization: `Basic ${Buffer.from("ann:s@fe").toString("base64")}`,
      open: false,
    });
  });

  test("is open by http, but for loopback", () => {
    expect(parseMirror("http://mirror.example").open).toBe(true);
    expect(parseMirror("http://127.0.0.1:8080").open).toBe(false);
  });

  test.each(["mirror.example", "ftp://mirror.example", "https://mirror.example/?a=b"])(
    "%s is none",
    (text) => {
      expect(() => parseMirror(text)).toThrow("Input `mirror` is no address of a web server.");
    },
  );
});
