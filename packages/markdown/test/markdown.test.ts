import { code, escapeMarkdown, table } from "#markdown";

test("nothing in a text has a meaning in Markdown, HTML or GitHub any more", () => {
  const hostile = "a|b `c` *d* _e_ [f](g) <h> #1 ~~i~~ @j &k; $l$ :m: \\n";
  const escaped = escapeMarkdown(hostile);
  expect(escaped.replace(/&#\d+;/g, "")).not.toMatch(/[\\`*_[\]<>#|~@&$:]/);
  const shown = escaped.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)));
  expect(shown).toBe(hostile);
});

test("a text stays on one line and in its reading direction", () => {
  expect(escapeMarkdown("a\nb\r\n\tc\u202ed\u0000e")).toBe("a b c�d�e");
});

test("a table holds its cells as they are", () => {
  expect(table(["A", "B"], [["1", code("x|y")]])).toBe(
    "| A | B |\n| --- | --- |\n| 1 | <code>x&#124;y</code> |\n",
  );
});
