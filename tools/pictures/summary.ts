import { marked, type Token, type Tokens } from "marked";
import { CODE, CODE_PADDING, isSign, linesOf, PROSE, widthOf, wrapped } from "./cells.ts";
import { box, picture, type Run, textAt } from "./svg.ts";
import type { Theme } from "./theme.ts";

const WIDTH = 1180;
const MARGIN = 24;
const LINE = 21;
const CELL = 12;

/** A part of the page: what is drawn when it begins at `y`, and how much of the page it takes. */
interface Block {
  height: number;
  draw(y: number): string[];
}

/** A job's summary as GitHub shows its Markdown. */
export function summaryPicture(title: string, markdown: string, theme: Theme): string {
  const blocks = marked.lexer(markdown).flatMap((token) => blockOf(token, theme) ?? []);
  const parts: string[] = [];
  let y = MARGIN;
  for (const block of blocks) {
    parts.push(...block.draw(y));
    y += block.height;
  }
  return picture(title, WIDTH, y, theme, parts);
}

function blockOf(token: Token, theme: Theme): Block | undefined {
  switch (token.type) {
    case "space":
      return undefined;
    case "heading": {
      const [line = []] = linesOf((token as Tokens.Heading).tokens);
      const text = line.map((run) => run.text).join("");
      return {
        height: 42,
        draw: (y) => [textAt(MARGIN, y + 20, 20, { text, tone: "plain", isBold: true }, theme)],
      };
    }
    case "paragraph": {
      const lines = linesOf((token as Tokens.Paragraph).tokens).flatMap((line) =>
        wrapped(line, WIDTH - 2 * MARGIN),
      );
      return {
        height: lines.length * LINE + 14,
        draw: (y) => lines.flatMap((line, index) => lineAt(MARGIN, y + index * LINE, line, theme)),
      };
    }
    case "table":
      return tableOf(token as Tokens.Table, theme);
    default:
      throw new Error(`The picture of a summary has no form for ${token.type}: ${token.raw}`);
  }
}

function tableOf({ header, rows }: Tokens.Table, theme: Theme): Block {
  const heads = header.map(({ tokens }) =>
    linesOf(tokens).map((line) => line.map((run) => ({ ...run, isBold: true }))),
  );
  const cells = [heads, ...rows.map((row) => row.map(({ tokens }) => linesOf(tokens)))];
  const widths = columnWidths(cells);
  const fitted = cells.map((row) =>
    row.map((lines, column) => lines.flatMap((line) => wrapped(line, (widths[column] ?? 0) - 2 * CELL))),
  );
  const heights = fitted.map((row) => Math.max(...row.map((lines) => lines.length)) * LINE + 13);
  const draw = (top: number) =>
    fitted.flatMap((row, index) => {
      const y = top + heights.slice(0, index).reduce((sum, height) => sum + height, 0);
      return row.flatMap((lines, column) => {
        const x = MARGIN + widths.slice(0, column).reduce((sum, width) => sum + width, 0);
        const ground = index > 0 && index % 2 === 0 ? theme.raised : theme.background;
        return [
          box(x, y, widths[column] ?? 0, heights[index] ?? 0, ground, ` stroke="${theme.border}"`),
          ...lines.flatMap((line, number) => lineAt(x + CELL, y + 6 + number * LINE, line, theme)),
        ];
      });
    });
  return { height: heights.reduce((sum, height) => sum + height, 0) + MARGIN, draw };
}

/** As wide as the longest line needs; where that is too much together, the last column, which is prose, breaks. */
function columnWidths(rows: readonly Run[][][][]): number[] {
  const columns = rows[0]?.length ?? 0;
  const wanted = Array.from(
    { length: columns },
    (_, column) => Math.max(...rows.flatMap((row) => (row[column] ?? []).map(lineWidth))) + 2 * CELL,
  );
  const others = wanted.slice(0, -1).reduce((sum, width) => sum + width, 0);
  const last = Math.min(wanted.at(-1) ?? 0, WIDTH - 2 * MARGIN - others);
  return [...wanted.slice(0, -1), last];
}

const lineWidth = (line: readonly Run[]) => line.reduce((sum, run) => sum + widthOf(run), 0);

function lineAt(left: number, top: number, line: readonly Run[], theme: Theme): string[] {
  let x = left;
  const y = top + 15;
  return line.flatMap((run) => {
    const from = x;
    x += widthOf(run);
    const width = widthOf(run);
    if (isSign(run.text)) return [textAt(from, y, PROSE, run, theme)];
    if (!run.isCode) return [textAt(from, y, PROSE, run, theme, width)];
    return [
      box(from, top + 1, width, LINE - 2, theme.code, ' rx="5"'),
      textAt(from + CODE_PADDING, y - 1, CODE, run, theme, width - 2 * CODE_PADDING),
    ];
  });
}
