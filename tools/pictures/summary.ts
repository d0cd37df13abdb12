import { marked, type Token, type Tokens } from "marked";
import { type Block, LINE, MARGIN, WIDTH } from "./blocks.ts";
import { CODE, CODE_PADDING, isSign, linesOf, PROSE, widthOf, wrapped } from "./cells.ts";
import { flowchart } from "./flowchart.ts";
import { box, picture, type Run, textAt } from "./svg.ts";
import type { Theme } from "./theme.ts";

const CELL = 12;

/** A job's summary or a comment as GitHub shows its Markdown. */
export function summaryPicture(title: string, markdown: string, theme: Theme): string {
  const blocks = blocksOf(marked.lexer(markdown), theme);
  const parts: string[] = [];
  let y = MARGIN;
  for (const block of blocks) {
    parts.push(...block.draw(y));
    y += block.height;
  }
  return picture(title, WIDTH, y, theme, parts);
}

/** Blocks of a page, without those that stand in closed folds. */
function blocksOf(tokens: readonly Token[], theme: Theme): Block[] {
  const blocks: Block[] = [];
  let hidden = 0;
  for (const token of tokens) {
    if (token.type !== "html") {
      if (hidden === 0) blocks.push(...(blockOf(token, theme) ?? []));
      continue;
    }
    for (const [, open, summary] of token.raw.matchAll(FOLD)) {
      if (summary === undefined) hidden = Math.max(0, hidden - 1);
      else if (hidden > 0) hidden++;
      else {
        blocks.push(headOf(summary, open !== undefined, theme));
        if (open === undefined) hidden = 1;
      }
    }
  }
  return blocks;
}

const FOLD = /<details( open)?><summary>(.*?)<\/summary>|<\/details>/gs;

/** The line of a fold that is always seen. */
function headOf(summary: string, isOpen: boolean, theme: Theme): Block {
  const [line = []] = linesOf(marked.Lexer.lexInline(summary));
  const sign = { text: isOpen ? "▾" : "▸", tone: "quiet" as const };
  return {
    height: LINE + 6,
    draw: (y) => [textAt(MARGIN, y + 15, PROSE, sign, theme), ...lineAt(MARGIN + 18, y, line, theme)],
  };
}

function blockOf(token: Token, theme: Theme): Block[] | undefined {
  switch (token.type) {
    case "space":
      return undefined;
    case "heading": {
      const [line = []] = linesOf((token as Tokens.Heading).tokens);
      const text = line.map((run) => run.text).join("");
      return [
        {
          height: 42,
          draw: (y) => [textAt(MARGIN, y + 20, 20, { text, tone: "plain", isBold: true }, theme)],
        },
      ];
    }
    case "paragraph":
      return [proseOf((token as Tokens.Paragraph).tokens, MARGIN, 14, theme)];
    case "list":
      return [
        ...(token as Tokens.List).items.map(({ tokens }) => {
          const [text] = tokens as Tokens.Text[];
          const item = proseOf(text?.tokens ?? [], MARGIN + 18, 2, theme);
          const dot = { text: "•", tone: "plain" as const };
          return {
            ...item,
            draw: (y: number) => [textAt(MARGIN + 4, y + 15, PROSE, dot, theme), ...item.draw(y)],
          };
        }),
        { height: 12, draw: () => [] },
      ];
    case "table":
      return [tableOf(token as Tokens.Table, theme)];
    case "code":
      return [flowchart((token as Tokens.Code).text, MARGIN, theme)];
    default:
      throw new Error(`The picture of a summary has no form for ${token.type}: ${token.raw}`);
  }
}

function proseOf(tokens: readonly Token[], left: number, below: number, theme: Theme): Block {
  const lines = linesOf(tokens).flatMap((line) => wrapped(line, WIDTH - left - MARGIN));
  return {
    height: lines.length * LINE + below,
    draw: (y) => lines.flatMap((line, index) => lineAt(left, y + index * LINE, line, theme)),
  };
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
