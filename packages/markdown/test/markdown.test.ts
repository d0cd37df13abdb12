import fc from "fast-check";
import { marked } from "marked";
import { code, codeBlock, escapeMarkdown, table } from "#markdown";
import { propertyRuns } from "#services";

/** What a reader sees of escaped text. */
function shown(escaped: string): string {
  return escaped
    .replaceAll("<wbr>", "")
    .replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)));
}

/**
 * What GitHub looks for in each text of the HTML that Markdown becomes (its own filters for mentions, references,
 * commits and emoji; the addresses are those of its Markdown's extension).
 */
const FILTERS = [
  /(?:^|\W)@[a-z0-9][a-z0-9-]*/i,
  /#\d+/,
  /\bgh-\d+/i,
  /\b(CVE-\d|GHSA-\w)/i,
  /\b[0-9a-f]{7,40}\b/i,
  /https?:\/\/\S/i,
  /\bwww\.\S/i,
  /\w@\w+\.\w/,
  /:[a-z0-9_+-]+:/i,
  // GitLab's own: merge requests, milestones, labels, epics, snippets.
  /[!%~&$]["\w]/,
];

const NAMED = { quot: '"', lt: "<", gt: ">", amp: "&" };

/** The texts of a page, each by itself as the filters see it; what stands in code is left out, as they do. */
function textsOf(markdown: string): string[] {
  const html = marked.parse(markdown, { async: false, gfm: true });
  return html
    .replace(/<code>.*?<\/code>/gs, "<code></code>")
    .split(/<[^>]*>/)
    .map((text) => shown(text).replace(/&(quot|lt|gt|amp);/g, (_, name: keyof typeof NAMED) => NAMED[name]));
}

test.each([
  "thanks @octocat",
  "ask @acme/data-team",
  "fixes #12",
  "see GH-12 and PROJ-7",
  "acme/flows#12",
  "acme/flows@0123456",
  "at bf8aa9dc1f0f or bf8aa9dc1f0f7e6d5c4b3a29181706f5e4d3c2b1",
  "https://github.com/acme/flows/pull/12",
  "www.example.com/a",
  "mail joe@example.com",
  "a :tada: b",
  'see !12, %1.0, ~bug and ~"two words", &7, $3',
  "CVE-2024-12345 is GHSA-abcd-efgh-ijkl",
])("%s stays text: nobody is notified and nothing is linked", (text) => {
  for (const form of [escapeMarkdown(text), table(["why"], [[escapeMarkdown(text)]])]) {
    for (const one of textsOf(form)) for (const filter of FILTERS) expect(one).not.toMatch(filter);
    expect(marked.parse(form, { async: false })).not.toContain("<a ");
  }
  expect(marked.parse(code(text), { async: false })).not.toContain("<a ");
  expect(shown(code(text))).toBe(`<code>${text}</code>`);
  expect(FILTERS.some((filter) => filter.test(text))).toBe(true);
  expect(shown(escapeMarkdown(text))).toBe(text);
});

test("nothing in a text has a meaning in Markdown, HTML or GitHub any more", () => {
  const hostile = "a|b `c` *d* _e_ [f](g) <h> #1 ~~i~~ @j &k; $l$ :m: \\n";
  const escaped = escapeMarkdown(hostile);
  expect(escaped.replace(/&#\d+;|<wbr>/g, "\n")).not.toMatch(/[\\`*_[\]<>#|~&$]|@\w|:\S/);
  expect(shown(escaped)).toBe(hostile);
});

test("whatever the text, that text is what is shown", () => {
  const parts = fc.constantFrom(
    "@a",
    "#1",
    "GH-",
    "1",
    "abcdef0",
    ":",
    "x",
    "www.",
    "https://",
    " ",
    "|",
    "<b>",
  );
  const texts = fc.oneof(
    fc.array(parts).map((some) => some.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const plain = text.replace(/\s+/g, " ");
      expect(shown(escapeMarkdown(plain))).toBe(plain);
      for (const one of textsOf(`- ${escapeMarkdown(plain)} -`)) {
        for (const filter of FILTERS) expect(one).not.toMatch(filter);
      }
    }),
    { numRuns: propertyRuns(1000) },
  );
});

test.each(["- a", "+ a", "1. a", "12) a", "=== a", "---", "# a", "> a", "a | b"])(
  "%s begins no block",
  (text) => {
    expect(marked.parse(escapeMarkdown(text), { async: false })).toMatch(/^<p>[^\n]*<\/p>\n$/);
    expect(marked.parse(`why:\n${escapeMarkdown(text)}`, { async: false })).toMatch(
      /^<p>why:\n[^\n]*<\/p>\n$/,
    );
  },
);

test("a text stays on one line and in its reading direction", () => {
  expect(escapeMarkdown("a\nb\r\n\tc\u202ed\u0000e")).toBe("a b c�d�e");
  expect(escapeMarkdown("👩\u200d💻")).toBe("👩\u200d💻");
});

test("a table holds its cells as they are", () => {
  expect(table(["A", "B"], [["1", code("x|y")]])).toBe(
    "| A | B |\n| --- | --- |\n| 1 | <code>x&#124;y</code> |\n",
  );
});

test("a block of code is never ended from within", () => {
  expect(codeBlock("a\n```\nb\n")).toBe("````\na\n```\nb\n````\n");
});
