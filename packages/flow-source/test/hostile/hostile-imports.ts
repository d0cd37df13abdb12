import { type HostileCase, lines } from "./hostile-case.ts";

const header = "from prefect import flow\n";
const flow = "@flow\ndef f(x: int = N): ...\n";
const spread = (count: number, source: (n: number, m: number) => string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`m${index + 1}.py`, source(index + 1, index)]),
  );

/** Imports in circles and chains. Python loads the circles of star imports without trouble. */
export const hostileImports: readonly HostileCase[] = [
  {
    name: "two modules that import each other's names by star",
    files: {
      "a.py": `${header}N = 1\nfrom b import *\n@flow\ndef f(x: int = N, y: int = M): ...\n`,
      "b.py": "from a import *\nM = N + 1\n",
    },
    entrypoint: "a.py:f",
    says: undefined,
    reads: '"default":2',
  },
  {
    name: "a package and its models by star",
    files: {
      "pkg/__init__.py": "N = 1\nfrom .models import *\n",
      "pkg/models.py": "from pkg import *\nfrom . import *\nM = 3\n",
      "f.py": `${header}from pkg import *\n@flow\ndef f(x: int = N, y: int = M): ...\n`,
    },
    entrypoint: "f.py:f",
    says: undefined,
    reads: '"default":3',
  },
  {
    name: "a module that imports itself by star",
    files: { "a.py": `${header}N = 5\nfrom a import *\n${flow}` },
    entrypoint: "a.py:f",
    says: undefined,
    reads: '"default":5',
  },
  {
    name: "a name that a circle of stars doesn't have",
    files: {
      "a.py": `${header}from b import *\n${flow}`,
      "b.py": "from c import *\n",
      "c.py": "from a import *\nfrom b import *\n",
    },
    entrypoint: "a.py:f",
    says: /`N` isn't defined in a\.py/,
  },
  {
    name: "14 modules that all import all by star, without the name",
    files: {
      "f.py": `${header}from m1 import *\n${flow}`,
      ...spread(14, () => lines(14, (n) => `from m${n} import *`)),
    },
    entrypoint: "f.py:f",
    says: /`N` isn't defined in f\.py/,
  },
  {
    name: "14 modules that all import all by star, with the name in the last",
    files: {
      "f.py": `${header}from m1 import *\n${flow}`,
      ...spread(14, (n) => `${lines(14, (k) => `from m${k} import *`)}\n${n === 14 ? "N = 9" : ""}`),
    },
    entrypoint: "f.py:f",
    says: undefined,
    reads: '"default":9',
  },
  {
    name: "a circle of `from` imports",
    files: { "a.py": `${header}from b import N\n${flow}`, "b.py": "from a import N\n" },
    entrypoint: "a.py:f",
    says: /defined by itself/,
  },
  {
    name: "a circle of modules by attribute",
    files: { "a.py": `${header}import b\nN = b.N\n${flow}`, "b.py": "import a\nN = a.N\n" },
    entrypoint: "a.py:f",
    says: /defined by itself/,
  },
  {
    name: "classes of two modules that inherit from each other",
    files: {
      "a.py": `${header}from b import B\nclass A(B): ...\n@flow\ndef f(x: A): ...\n`,
      "b.py": "from a import A\nclass B(A): ...\n",
    },
    entrypoint: "a.py:f",
    says: /./,
  },
  {
    name: "`__all__` in a circle",
    files: {
      "a.py": `${header}from b import *\n__all__ = ["f", "N"]\n${flow}`,
      "b.py": "from a import *\n__all__ = ['M', 'N']\n__all__ += ['N']\nN = 4\n",
    },
    entrypoint: "a.py:f",
    says: undefined,
    reads: '"default":4',
  },
  {
    name: "a chain of 1000 modules by star",
    files: {
      "f.py": `${header}from m1 import *\n${flow}`,
      ...spread(1000, (n) => (n === 1000 ? "N = 1" : `from m${n + 1} import *`)),
    },
    entrypoint: "f.py:f",
    says: /too large|"default":1/,
  },
  {
    name: "a chain of 1000 modules by name",
    files: {
      "f.py": `${header}from m1 import N\n${flow}`,
      ...spread(1000, (n) => (n === 1000 ? "N = 1" : `from m${n + 1} import N`)),
    },
    entrypoint: "f.py:f",
    says: /not evaluated: too large \(m\d+\.py:1\)/,
  },
  {
    name: "a module that imports a thousand others by star",
    files: {
      "f.py": `${header}${lines(1000, (n) => `from m${n} import *`)}\n${flow}`,
      ...spread(1000, (n) => (n === 1 ? "N = 6" : `A${n} = ${n}`)),
    },
    entrypoint: "f.py:f",
    says: undefined,
    reads: '"default":6',
  },
  {
    name: "a hundred modules of 900 kB",
    files: {
      "f.py": `${header}${lines(100, (n) => `from m${n} import *`)}\n${flow}`,
      ...spread(100, (n) => `A${n} = 1\n${"b = 1\n".repeat(150_000)}`),
    },
    entrypoint: "f.py:f",
    says: /not evaluated: too large \(m\d+\.py/,
  },
];
