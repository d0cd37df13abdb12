import fc from "fast-check";
import semver from "semver";
import {
  compareVersions,
  judgeStep,
  nextVersions,
  parsePythonVersion,
  parseSemanticVersion,
  type Version,
} from "#release-version";
import { propertyRuns } from "#services";

const number = fc.nat({ max: 12 });
const release = fc.tuple(number, number, number).map((parts) => parts.join("."));
const pythonText = fc
  .tuple(release, fc.constantFrom("", "a", "b", "rc", ".dev", ".post"), number)
  .map(([core, phase, count]) => (phase === "" ? core : `${core}${phase}${count}`));
const semanticText = fc
  .tuple(release, fc.constantFrom("", "-alpha.", "-beta.", "-rc.", "-rc", "-next.x."), number)
  .map(([core, label, count]) => (label === "" ? core : `${core}${label}${count}`));

function usable(version: ReturnType<typeof parsePythonVersion>): Version {
  if ("problem" in version) throw new Error(version.problem);
  return version;
}
const python = pythonText.map((text) => usable(parsePythonVersion(text)));
const semantic = semanticText.map((text) => usable(parseSemanticVersion(text)));
/** Versions that are near each other, so that accepted steps are common. */
const near = (
  versions: fc.Arbitrary<Version>,
  parse: (text: string) => ReturnType<typeof parsePythonVersion>,
) =>
  versions.chain((base) => {
    const following = Object.values(nextVersions(base)).flatMap((text) => [
      text,
      ...["a0", "a1", "b1", "rc1", "rc2", "-rc.0", "-rc.1", "-beta.2", ".dev1"].map((end) => text + end),
    ]);
    const parsed = following.map(parse).filter((version): version is Version => !("problem" in version));
    return fc.tuple(fc.constant(base), fc.oneof(fc.constantFrom(...parsed), versions));
  });
const pairs = fc.oneof(near(python, parsePythonVersion), near(semantic, parseSemanticVersion));

const runs = { numRuns: propertyRuns(5000) };
const isRaise = (bump: string) => bump !== "none";

test("no accepted step goes down or stays", () => {
  let raised = 0;
  fc.assert(
    fc.property(pairs, fc.boolean(), ([base, version], preReleases) => {
      const judgement = judgeStep(base, version, preReleases);
      const order = compareVersions(base, version);
      if (!judgement.accepted) return;
      if (isRaise(judgement.bump)) raised += 1;
      expect(order).toBeDefined();
      if (isRaise(judgement.bump)) expect(order).toBeLessThan(0);
      else expect(order).toBe(0);
    }),
    runs,
  );
  expect(raised).toBeGreaterThan(500);
});

test("no accepted step skips: nothing that could be released lies between", () => {
  fc.assert(
    fc.property(pairs, release, ([base, version], between) => {
      const judgement = judgeStep(base, version, true);
      if (!judgement.accepted || !isRaise(judgement.bump)) return;
      const [major, minor, patch] = version.release;
      const other = usable(parseSemanticVersion(between));
      const isBetween = (compareVersions(base, other) ?? 0) < 0 && (compareVersions(other, version) ?? 0) < 0;
      if (!isBetween) return;
      // Only smaller steps than the one that was taken may lie between: their numbers start anew.
      if (patch > 0) throw new Error(`${between} lies between ${base.text} and ${version.text}`);
      if (minor > 0) expect(other.release.slice(0, 2)).toEqual([major, minor - 1]);
      else expect(other.release[0]).toBe(major - 1);
    }),
    runs,
  );
});

test("the three next versions are accepted, and no other final version", () => {
  fc.assert(
    fc.property(fc.oneof(python, semantic), release, (base, text) => {
      const next = Object.values(nextVersions(base));
      for (const allowed of next) {
        expect(judgeStep(base, usable(parseSemanticVersion(allowed)), false)).toMatchObject({
          accepted: true,
        });
      }
      const judgement = judgeStep(base, usable(parseSemanticVersion(text)), false);
      const raised = judgement.accepted && isRaise(judgement.bump);
      expect(raised).toBe(next.includes(text));
    }),
    runs,
  );
});

test("the next versions are those of npm's own rule", () => {
  fc.assert(
    fc.property(semantic, (base) => {
      expect(nextVersions(base)).toEqual({
        patch: semver.inc(base.text, "patch"),
        minor: semver.inc(base.text, "minor"),
        major: semver.inc(base.text, "major"),
      });
    }),
    runs,
  );
});

test("every version can be an image tag, and reads the same again", () => {
  const anything = fc.oneof(pythonText, semanticText, fc.string(), fc.stringMatching(/^[0-9.!+a-c-]{1,20}$/));
  fc.assert(
    fc.property(anything, (text) => {
      for (const parse of [parsePythonVersion, parseSemanticVersion]) {
        const version = parse(text);
        if ("problem" in version) continue;
        expect(version.text).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
        expect(parse(version.text)).toEqual(version);
      }
    }),
    runs,
  );
});
