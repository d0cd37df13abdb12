import fc from "fast-check";
import { propertyRuns } from "#services";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { compare, flowSource, prefectYaml } from "./detection.ts";

const size = 7;
const module = fc.nat({ max: size - 1 });

/** Ways to import `core.<layer>.m<n>` from a module of the same folder or from anywhere. */
const styles: readonly ((to: number) => string)[] = [
  (to) => `import core.layer.m${to}`,
  (to) => `import core.layer.m${to} as other`,
  (to) => `from core.layer import m${to}`,
  (to) => `from core.layer.m${to} import value as v`,
  (to) => `try:\n    from core.layer.m${to} import (\n        value,  # why\n    )\nexcept ImportError: pass`,
  (to) => `def late():\n    if True: import core.layer.m${to}`,
  (to) => `import importlib; importlib.import_module("core.layer.m${to}")`,
];
const relativeStyles: readonly ((to: number) => string)[] = [
  ...styles,
  (to) => `from . import m${to}`,
  (to) => `from .m${to} import value`,
  (to) => `from ..layer import m${to}`,
];
const edge = fc.tuple(module, module, fc.nat({ max: relativeStyles.length - 1 }));
const entry = fc.tuple(module, fc.nat({ max: styles.length - 1 }));

test("whatever file a flow imports, directly or not, changing it selects the flow, and only who imports it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(edge, { maxLength: 12 }),
      fc.array(entry, { minLength: 1, maxLength: 3 }),
      module,
      fc.boolean(),
      fc.constantFrom("", "src/"),
      async (edges, entries, changed, isPackage, root) => {
        const source = (number: number) =>
          edges
            .filter(([from]) => from === number)
            .map(([, to, style]) => (relativeStyles[style] as (to: number) => string)(to))
            .concat("value = 1")
            .join("\n");
        const files: Record<string, string> = {};
        for (let number = 0; number < size; number++)
          files[`${root}core/layer/m${number}.py`] = source(number);
        if (isPackage) files[`${root}core/__init__.py`] = files[`${root}core/layer/__init__.py`] = "";
        for (const [index, [to, style]] of entries.entries()) {
          files[`flows/f${index}.py`] = flowSource(
            `f${index}`,
            (styles[style] as (to: number) => string)(to),
          );
        }
        files["prefect.yaml"] = prefectYaml(
          Object.fromEntries(entries.map((_, index) => [`d${index}`, `flows/f${index}.py:run`])),
        );

        const reached = (start: number) => {
          const found = new Set([start]);
          for (const one of found) for (const [from, to] of edges) if (from === one) found.add(to);
          return found;
        };
        const expected = entries.flatMap(([to], index) =>
          reached(to).has(changed) ? [`f${index}/d${index}`] : [],
        );

        const sample = await temporaryRepository();
        const base = await sample.commit(files);
        const head = await sample.commit({
          [`${root}core/layer/m${changed}.py`]: `${source(changed)}\nvalue = 2`,
        });
        const detected = await compare(sample, { commit: base, why: "" }, head);
        expect(detected.deployments.map(({ key }) => key)).toEqual(expected);
        for (const { chain } of detected.deployments) {
          expect(chain.at(-1)).toBe(`${root}core/layer/m${changed}.py`);
        }
      },
    ),
    { numRuns: propertyRuns(25) },
  );
});
