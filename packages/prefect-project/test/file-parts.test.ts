import fc from "fast-check";
import { propertyRuns } from "#services";
import { type FilePart, partsOf } from "../src/definitions/file-parts.ts";
import { PyDict, type PyValue } from "../src/python-value.ts";
import { loadYaml } from "../src/yaml/load.ts";

const entrypoints = (text: string) => partsOf(text)?.parts.map(({ entrypoint }) => entrypoint);

test("a list of deployments is split at its entries, at any indentation", () => {
  const indented =
    "name: x\n\ndeployments:\n# All\n  - name: a\n    entrypoint: f.py:a\n\n  # b\n  -   entrypoint: 'f.py:b'\n      name: b\npull: []\n";
  expect(entrypoints(indented)).toEqual(["f.py:a", "f.py:b"]);
  expect(
    entrypoints("deployments:\n- name: a\n  entrypoint: f.py:a\n- entrypoint: f.py:b # no\npull:\n- x: 1\n"),
  ).toEqual(["f.py:a", "f.py:b"]);
  expect(partsOf(indented)?.rest).toBe("name: x\n\ndeployments:\n# All\npull: []\n");
});

test("what is left out leaves the other lines where they are", () => {
  const split = partsOf("deployments:\n  - entrypoint: a.py:a\n    x: 1\n  - entrypoint: b.py:b\npull: []\n");
  const [first, second] = split?.parts ?? [];
  if (!split || !first || !second) throw new Error("not split");
  expect(split.without(new Set([first]))).toBe("deployments:\n\n\n  - entrypoint: b.py:b\npull: []\n");
  expect(split.without(new Set([first, second]))).toBe("deployments: []\n\n\n\npull: []\n");
});

test("an entry point is told where nothing has to be filled in or merged", () => {
  const entry = (lines: string) => entrypoints(`deployments:\n  - name: a\n${lines}`)?.[0];
  expect(entry("    entrypoint: src/f.py:Class.run\n")).toBe("src/f.py:Class.run");
  expect(entry("    entrypoint: *shared\n")).toBeNull();
  expect(entry("    <<: *defaults\n")).toBeNull();
  expect(entry("    entrypoint: a.py:f\n    entrypoint: b.py:f\n")).toBeNull();
  expect(entry('    description: "\n    entrypoint: a.py:f\n    "\n')).toBeNull();
  expect(entry("    parameters:\n      entrypoint: a.py:f\n")).toBeNull();
  expect(entry('    entrypoint: "{{ $FLOW }}"\n')).toBeNull();
  expect(entry("    entrypoint: 1.5\n")).toBeNull();
  expect(entry("    entrypoint: >-\n      a.py:f\n")).toBe("a.py:f");
  expect(entry("    entrypoint: a.py:f\n    description: it's\n")).toBe("a.py:f");
});

test("a file of another form is not split", () => {
  for (const text of [
    "",
    "name: x\n",
    "deployments: [{name: a, entrypoint: a.py:f}]\n",
    "deployments: *list\n",
    "deployments:\n  a:\n    entrypoint: a.py:f\n",
    "deployments:\n  - name: a\n\tentrypoint: a.py:f\n",
    "? deployments\n: - name: a\n",
    "deployments:\n  - name: [a\n",
    "deployments:\n  - name: a\ndeployments:\n  - name: b\n",
  ]) {
    expect(partsOf(text)).toBeNull();
  }
});

test("one bare deployment is one part", () => {
  const split = partsOf("# Orders\nname: a\nentrypoint: a.py:f\n");
  expect(split?.parts.map(({ entrypoint }) => entrypoint)).toEqual(["a.py:f"]);
  expect(split?.without(new Set(split.parts))).toBe("deployments: []\n");
});

/** What PyYAML makes of a file's deployments. */
function deploymentsOf(text: string): readonly PyValue[] {
  const { value } = loadYaml(text, "prefect.yaml");
  const list = value instanceof PyDict ? value.get("deployments") : undefined;
  return Array.isArray(list) ? list : [];
}

test("parts are the entries that a reading finds, and what is left out is all that it misses", () => {
  const value = fc.constantFrom(
    ...[
      "plain",
      "it's",
      "a: b",
      "'- x'",
      '"- name: no\\n"',
      '"quoted\n  - name: no\n    "',
      "[a, {b: c}]",
      "{}",
      "",
    ],
    ...[
      "|\n        - name: no\n        deployments:",
      ">-\n        folded",
      "&anchor {a: b}",
      "!!str 1",
      "\n    - x\n    - y",
    ],
    ...["\n      deployments:\n      - name: no", "# comment", "plain\n      goes on", "'one\n\n      two'"],
  );
  const entryPoint = fc.constantFrom(
    "f.py:a",
    "'f.py:b'",
    '"f.py:c"',
    "pkg.mod.d",
    "1.5",
    "*none",
    "|-\n      f.py:e",
  );
  const keys = fc.uniqueArray(fc.tuple(fc.constantFrom("name", "tags", "description", "'odd key'"), value), {
    selector: ([key]) => key,
    maxLength: 3,
  });
  const entry = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(entryPoint, keys)
        .map(([at, all]) =>
          [`entrypoint: ${at}`, ...all.map(([key, one]) => `${key}: ${one}`)].join("\n    "),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "{name: a, entrypoint: f.py:x}",
        "text",
        "- nested\n    - list",
        "&a {name: a}",
        "",
      ),
    },
  );
  const between = fc.constantFrom("", "\n", "# comment\n", "  # comment\n\n");
  const file = fc.record({
    before: fc.constantFrom(
      "",
      "name: x\n",
      "text: |\n  deployments:\n  - no\n",
      "pull:\n- a: 1\n",
      "# comment\n",
    ),
    entries: fc.array(fc.tuple(entry, between), { minLength: 1, maxLength: 4 }),
    indent: fc.constantFrom("", "  "),
    after: fc.constantFrom("", "push: []\n", "# end", "\n\n", "'build': null"),
    out: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  });
  let apart = 0;
  fc.assert(
    fc.property(file, ({ before, entries, indent, after, out }) => {
      const list = entries.map(([one, gap]) => `  - ${one}\n${gap}`.replaceAll(/^ {2}/gm, indent)).join("");
      const text = `${before}deployments:\n${list}${after}`;
      let whole: readonly PyValue[];
      try {
        whole = deploymentsOf(text);
      } catch {
        return;
      }
      const split = partsOf(text);
      fc.pre(split !== null);
      apart++;
      expect(split.parts).toHaveLength(whole.length);
      for (const [index, { entrypoint }] of split.parts.entries()) {
        const one = whole[index];
        if (entrypoint !== null) expect(one instanceof PyDict && one.get("entrypoint")).toBe(entrypoint);
      }
      const left = new Set<FilePart>(split.parts.filter(({ hasAnchor }, index) => out[index] && !hasAnchor));
      const kept = whole.filter((_, index) => !left.has(split.parts[index] as FilePart));
      expect(deploymentsOf(split.without(left))).toEqual(kept);
    }),
    { numRuns: propertyRuns(3000) },
  );
  expect(apart).toBeGreaterThan(1000);
});
