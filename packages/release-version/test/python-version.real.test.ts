import fc from "fast-check";
import { runLocally } from "#command";
import { compareVersions, parsePythonVersion, type Version } from "#release-version";
import { prefectProgram, propertyRuns } from "#services";

/** What Python's own library makes of a text; null where it is no version. */
interface PythonReading {
  text: string;
  /** True where it is of a kind that this package refuses: it can't become an image tag, or has no steps. */
  refused: boolean;
}

const READ = `
import json, sys
from packaging.version import InvalidVersion, Version
def read(text):
    try:
        v = Version(text)
    except InvalidVersion:
        return None
    mixed = (v.pre is not None) + (v.dev is not None) + (v.post is not None) > 1
    return {"text": str(v), "refused": bool(v.epoch or v.local or len(v.release) > 3 or mixed)}
def compare(a, b):
    a, b = Version(a), Version(b)
    return (a > b) - (a < b)
data = json.load(sys.stdin)
json.dump({"read": [read(t) for t in data["texts"]], "order": [compare(*p) for p in data["pairs"]]}, sys.stdout)
`;

async function askPython(texts: string[], pairs: [string, string][]) {
  const python = await prefectProgram("python");
  const { stdout, stderr } = await runLocally(python, ["-c", READ], {
    input: JSON.stringify({ texts, pairs }),
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as { read: (PythonReading | null)[]; order: number[] };
}

const number = fc.nat({ max: 11 }).map(String);
const separator = fc.constantFrom("", "", ".", "-", "_");
const part = (labels: string[]) =>
  fc
    .tuple(separator, fc.constantFrom(...labels), separator, fc.option(number, { nil: "" }))
    .map((parts) => parts.join(""));
const rarely = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: text });
const versionText = fc
  .tuple(
    fc.constantFrom("", "", "", "v", "V", " "),
    rarely(number.map((epoch) => `${epoch}!`)),
    fc.array(number, { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join(".")),
    rarely(part(["a", "alpha", "b", "beta", "c", "rc", "RC", "pre", "preview"])),
    rarely(
      fc.oneof(
        part(["post", "rev", "r"]),
        number.map((post) => `-${post}`),
      ),
    ),
    rarely(part(["dev"])),
    rarely(fc.stringMatching(/^\+[a-z0-9._-]{1,6}$/)),
  )
  .map((parts) => parts.join(""));
const noise = fc.stringMatching(/^[0-9a-crv.!+_ -]{0,12}$/);

test("versions are read, refused, spelled and ordered as Python's packaging does", async () => {
  const texts = fc.sample(fc.oneof({ weight: 4, arbitrary: versionText }, { weight: 1, arbitrary: noise }), {
    numRuns: propertyRuns(4000),
    seed: 440,
  });
  const { read } = await askPython(texts, []);
  const usable: Version[] = [];
  for (const [index, text] of texts.entries()) {
    const reading = read[index] ?? null;
    const version = parsePythonVersion(text);
    const ours = "problem" in version ? null : version.text;
    expect({ text, ours }).toEqual({ text, ours: reading && !reading.refused ? reading.text : null });
    if (!("problem" in version)) usable.push(version);
  }
  expect(usable.length).toBeGreaterThan(1000);

  const pairs = usable.slice(1).map((version, index) => [usable[index] as Version, version] as const);
  const near = usable.flatMap((version) => {
    const relatives = usable.filter(({ release }) => release.join() === version.release.join()).slice(0, 4);
    return relatives.map((other) => [version, other] as const);
  });
  const all = [...pairs, ...near];
  const { order } = await askPython(
    [],
    all.map(([a, b]) => [a.text, b.text]),
  );
  for (const [index, [a, b]] of all.entries()) {
    const sign = Math.sign(compareVersions(a, b) ?? Number.NaN);
    expect({ a: a.text, b: b.text, sign }).toEqual({ a: a.text, b: b.text, sign: order[index] });
  }
});
