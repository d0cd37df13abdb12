import fc from "fast-check";
import type { Node } from "web-tree-sitter";
import { scanImports } from "#flow-source";
import { propertyRuns } from "#services";
import grammar from "../src/python-grammar.cjs";

/** Imports as one would write them, sorted. */
function scanned(source: string): string[] {
  return scanImports(source)
    .statements.map(({ level, module, names }) =>
      names.length === 0 && level === 0
        ? `import ${module}`
        : `from ${".".repeat(level)}${module} import ${names.join(", ")}`,
    )
    .sort();
}

test("every form of the import statement", () => {
  const source = [
    "import a.b as c, d",
    "from a.b import (c as x,  # the (first)",
    "    d,",
    ")",
    "from . import e",
    "from ...f.g import *",
    "from .import h",
    "from a \\",
    "    import i, \\",
    "    j",
    "import k; from l import m; n = 1",
  ].join("\n");
  expect(scanned(source)).toEqual(
    [
      "import a.b",
      "import d",
      "from a.b import c, d",
      "from . import e",
      "from ...f.g import *",
      "from . import h",
      "from a import i, j",
      "import k",
      "from l import m",
    ].sort(),
  );
});

test("imports in conditions, try, functions and classes count, whatever ends the lines", () => {
  const source = [
    "if x: import a",
    "else:",
    "\timport b",
    "try:",
    "    from c import d",
    "except ImportError: from e import f",
    "def g():",
    "    import h",
    "    yield from h",
    "    raise X from y",
    "class K:",
    "    from i import j",
  ];
  const expected = [
    "import a",
    "import b",
    "import h",
    "from c import d",
    "from e import f",
    "from i import j",
  ].sort();
  for (const end of ["\n", "\r\n", "\r"]) expect(scanned(source.join(end))).toEqual(expected);
});

test("strings and comments hold no imports", () => {
  const source = [
    "# import a",
    '"""',
    "import b",
    'it\'s \\""" import c',
    '"""',
    "s = 'import d' + \"import e\" + 'it\\'s import f'",
    "r = r'\\' # import g'",
    "t = 'over \\",
    "import h'",
    'f"{x} import i"',
    "important = from_here = reimport = 1",
    "ñimport = 1",
    "import real",
  ].join("\n");
  expect(scanned(source)).toEqual(["import real"]);
});

test("constant names given to importlib count, others are reported by line", () => {
  const source = [
    "importlib.import_module('a.b')",
    'importlib.import_module(name="c")',
    "import_module('.d', package='p.q')",
    "import_module('..e', 'p.q')",
    "import_module('.f', __package__)",
    "__import__('g')",
    "def import_module(name): ...",
    "import_module(f'plugins.{name}')",
    "import_module(name)",
  ].join("\n");
  expect(scanned(source)).toEqual(
    ["import a.b", "import c", "import p.q.d", "import p.e", "from .f import ", "import g"].sort(),
  );
  expect(scanImports(source).dynamicLine).toBe(8);
  expect(scanImports("import_module('a')").dynamicLine).toBeNull();
});

test("what __all__ names may be submodules", () => {
  expect(scanned('__all__ = ["a"]')).toEqual(["from . import a"]);
  expect(scanned("import x\n__all__ = [\n  'a', # 'no'\n  \"b\",\n]\n__all__ += ('c',)")).toEqual(
    ["import x", "from . import a, b", "from . import c"].sort(),
  );
});

test("text without an end is read in time", () => {
  const long = "x".repeat(200_000);
  for (const source of [
    `import a\n"""${long}`,
    `import a\nfrom ${"\\\n".repeat(50_000)}`,
    `import (${long}`,
  ]) {
    const started = performance.now();
    scanImports(source);
    expect(performance.now() - started).toBeLessThan(2000);
  }
  expect(scanned(`s = "${"\\n".repeat(1_000_000)}"\nimport a`)).toEqual(["import a"]);
});

describe("finds what Python's grammar finds", () => {
  /** The same by syntax tree. */
  function parsed(root: Node): string[] {
    const text = (node: Node | null) => (node?.text ?? "").replace(/\\\n|\s/g, "");
    const imports: string[] = [];
    for (const node of root.descendantsOfType(["import_statement", "import_from_statement"])) {
      const names = (node?.childrenForFieldName("name") ?? []).map((name) =>
        text(name?.type === "aliased_import" ? name.childForFieldName("name") : name),
      );
      if (node?.type === "import_statement") imports.push(...names.map((name) => `import ${name}`));
      else {
        const star = node?.namedChildren.some((child) => child?.type === "wildcard_import");
        const module = text(node?.childForFieldName("module_name") ?? null);
        imports.push(`from ${module} import ${star ? "*" : names.join(", ")}`);
      }
    }
    return imports.sort();
  }

  const word = fc.constantFrom("a", "b.c", "import_x", "x_from", "ñandú", "ab.import1");
  const relativeWord = fc.constantFrom(".", "..", ".a", "...b.c", "d");
  const name = fc.constantFrom("x", "y", "importer", "from_", "é");
  const spaces = fc.constantFrom(" ", "  ", " \\\n ", "\t");
  const asName = fc.constantFrom("", " as z", " as  w");
  const importStatement = fc
    .array(fc.tuple(word, asName), { minLength: 1, maxLength: 3 })
    .map((items) => `import ${items.map((item) => item.join("")).join(", ")}`);
  const fromStatement = fc
    .tuple(
      relativeWord,
      spaces,
      fc.array(fc.tuple(name, asName), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([module, space, items, list]) => {
      const names = items.map((item) => item.join("")).join(list ? ",  # a 'comment' (\n " : ", ");
      return `from${space}${module}${space}import${space}${list ? `(${names},\n)` : names}`;
    });
  const star = relativeWord.map((module) => `from ${module} import *`);
  const decoy = fc.constantFrom(
    "# import no",
    "s = 'import no'",
    's = "it\'s # import no"',
    's = """import no\nfrom no import no\n"""',
    "s = '''it\\'s \\''' import no'''",
    "s = r'\\'; t = rb\"\\\\\"",
    "s = f'{x!r} import no {y:>{w}}'",
    "s = f\"{d['import']} {f'{x}'}\"",
    "s = 'a' 'b' \"c\" ''",
    "s = 'over \\\nimport no'",
    "x = ''; y = \"\"; z = ''''''",
    "x = yield_from = 1",
  );
  const simple = fc.oneof(importStatement, fromStatement, star, decoy);
  const line = fc.oneof(
    simple,
    fc.tuple(simple, simple).map(([one, two]) => (one.startsWith("#") ? one : `${one}; ${two}`)),
    simple.map((statement) => `if x:\n    ${statement}\n    pass`),
    simple.map((statement) => `def f():\n    """Doc."""\n    ${statement}\n    yield from g()`),
    importStatement.map((statement) => `try: ${statement}\nexcept E as e:\n    raise F from e`),
  );

  test("over any mixture of statements", async () => {
    const parser = await grammar.loadParser();
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const source = `${lines.join("\n")}\n`;
        const tree = parser.parse(source);
        if (!tree) throw new Error("no tree");
        fc.pre(!tree.rootNode.hasError);
        expect(scanned(source)).toEqual(parsed(tree.rootNode));
        tree.delete();
      }),
      { numRuns: propertyRuns(1000) },
    );
  });
});
