import { runLocally } from "#command";
import { prefectProgram } from "#services";
import { linearPattern } from "../src/linear-pattern.ts";
import { pythonFormats } from "../src/python-formats.ts";
import { isPythonPattern, pythonPattern } from "../src/python-pattern.ts";

const PROGRAM = `
import json, re, sys
from jsonschema.validators import Draft202012Validator
asked = json.load(sys.stdin)
def finds(pattern, text):
    try:
        return bool(re.search(pattern, text))
    except re.error:
        return None
checker = Draft202012Validator.FORMAT_CHECKER
json.dump({
    "patterns": [[finds(pattern, text) for text in asked["texts"]] for pattern in asked["patterns"]],
    "formats": {name: [checker.conforms(text, name) for text in asked["texts"]] for name in asked["formats"]},
}, sys.stdout)
`;

const PATTERNS = [
  ...[
    "^a",
    "a$",
    "^$",
    ".",
    "^.$",
    "\\d",
    "^\\d+$",
    "\\w+",
    "^[\\w-]+$",
    "[^\\w]",
    "\\s",
    "\\S\\W",
    "\\bx",
    "\\Bx",
  ],
  ...[
    "\\A1",
    "i\\Z",
    "(?P<n>x)-(?P=n)",
    "(?P<n>.)(?P=n)",
    "(x)-\\1",
    "(?i)GI",
    "(?s)^.$",
    "(?m)^1$",
    "(?#note)a",
  ],
  ...[
    "{",
    "}",
    "{{",
    "x{",
    "a{1}",
    "a{,2}b",
    "a{1,}",
    "{,}",
    "]",
    "[]a]",
    "[^]a]",
    "[[]",
    "[a\\]]",
    "[a-c]",
    "[-a]",
  ],
  ...[
    "\\-",
    "\\/",
    "\\.",
    "\\_",
    "\\ ",
    "\\x41",
    "\\u0041",
    "\\U00000041",
    "\\a",
    "\\t|\\n",
    "[\\d\\s]",
    "[\\x41-\\x43]",
  ],
  ...[
    "(?=1)\\d",
    "(?<=x)-",
    "(?<!x)-",
    "(?:a|b)+",
    "a|",
    "^(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.\\d+){3}$",
    "é",
    "[à-ü]",
  ],
  // None of Python's patterns.
  ...[
    "(",
    ")",
    "[",
    "*a",
    "a**",
    "(?P<n",
    "(?P<1>a)",
    "(?P=m)",
    "\\",
    "a{2,1}",
    "[z-a]",
    "(?<n>a)",
    "\\p{L}",
    "\\u00",
    "\\y",
  ],
];

const TEXTS = [
  ...[
    "",
    "a",
    "ab",
    "aab",
    "x-x",
    "x-1",
    "xx",
    "GI",
    "12Gi",
    "1",
    "11",
    "٣",
    "ä",
    "é",
    "A",
    "-",
    "_",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "{,}",
  ],
  ...[
    "a\n",
    "1\n2",
    "\n",
    " ",
    "\u00a0",
    "\u0085",
    "\u001c",
    "\ufeff",
    "\u2028",
    "a]",
    "x{",
    "💥",
    "b",
    ".",
    "/",
  ],
  ...[
    "1.2.3.4",
    "1.2.3",
    "01.2.3.4",
    "256.1.1.1",
    "1.2.3.4 ",
    "::1",
    "fe80::1%eth0",
    "::ffff:1.2.3.4",
    "g::1",
  ],
  ...[
    "2026-11-28",
    "2026-02-29",
    "2024-02-29",
    "0000-01-01",
    "2026-13-01",
    "20261128",
    "2026-11-28\n",
    "2026-1-1",
  ],
  ...["2026-11-28T10:00:00Z", "2026-11-28t10:00:00z", "2026-11-28T10:00:00", "2026-11-28T10:00:00.5+01:00"],
  ...[
    "2026-11-28 10:00:00Z",
    "2026-11-28T24:00:00Z",
    "2026-11-28T23:59:60Z",
    "10:00:00Z",
    "10:00:00",
    "10:00Z",
  ],
  ...["a@b", "@", "a@b@c", "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "1B4E28BA-2FA1-11D2-883F-0016D3CCA427"],
  ...[
    "1b4e28ba2fa111d2883f0016d3cca427",
    "1b4e28ba-2fa1-11d2-883f-0016d3cca42",
    "1b4e28ba-2fa1-11d2-883f-0016d3cca42g",
  ],
  ...["/a/b", "/a~1b", "/a~2b", "a/b", "/", "0", "1/a", "01/a", "0#", "1", "#", "[a", "(a", "a{1}"],
];

let python: { patterns: (boolean | null)[][]; formats: Record<string, boolean[]> };
beforeAll(async () => {
  const asked = { patterns: PATTERNS, texts: TEXTS, formats: Object.keys(pythonFormats) };
  const program = await prefectProgram("python");
  const { stdout, stderr } = await runLocally(program, ["-W", "ignore", "-c", PROGRAM], {
    input: JSON.stringify(asked),
  });
  if (stdout === "") throw new Error(stderr);
  python = JSON.parse(stdout);
});

test.each(PATTERNS.map((pattern, index) => [pattern, index] as const))(
  "the pattern %s finds what it finds in Python",
  (pattern, index) => {
    const theirs = python.patterns[index] ?? [];
    const isOne = theirs[0] !== null;
    expect(isPythonPattern(pattern)).toBe(isOne);
    if (!isOne) return;
    const found = TEXTS.filter((text) => pythonPattern(pattern)?.test(text));
    expect(found).toEqual(TEXTS.filter((_, at) => theirs[at]));
  },
);

test("a pattern that runs in RE2 finds what it finds in Python, and few can't", () => {
  const different: unknown[] = [];
  const unchecked: string[] = [];
  for (const [index, pattern] of PATTERNS.entries()) {
    const theirs = python.patterns[index] ?? [];
    const linear = linearPattern(pattern);
    if (!linear && theirs[0] !== null) unchecked.push(pattern);
    if (!linear) continue;
    for (const [at, text] of TEXTS.entries()) {
      // Where words of other scripts begin RE2 can't tell: there everything is taken.
      const isOpen = /\\[bB]/.test(pattern) && !/^[\0-\x7f]*$/.test(text);
      if (linear.test(text) !== theirs[at] && !isOpen) different.push({ pattern, text, python: theirs[at] });
    }
  }
  expect(different).toEqual([]);
  expect(unchecked).toMatchInlineSnapshot(`
[
  "(?P<n>x)-(?P=n)",
  "(?P<n>.)(?P=n)",
  "(x)-\\1",
  "(?=1)\\d",
  "(?<=x)-",
  "(?<!x)-",
]
`);
});

test.each(Object.entries(pythonFormats).filter(([name]) => name !== "regex"))(
  "the format %s takes what Python's takes",
  (name, check) => {
    expect(TEXTS.filter(check)).toEqual(TEXTS.filter((_, at) => python.formats[name]?.[at]));
  },
);

test.each(["(?>a)b", "a++", "(?(1)a|b)", "(?a)\\w", "\\N{DIGIT ONE}", "[\\D]"])(
  "%s is one of Python's patterns that is passed over",
  (pattern) => {
    expect(isPythonPattern(pattern)).toBe(true);
    expect(pythonPattern(pattern)).toBeUndefined();
  },
);
