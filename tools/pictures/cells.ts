import type { Token, Tokens } from "marked";
import { MONO_WIDTH, type Run } from "./svg.ts";

/** Letters in a line of prose, and of code within it. */
export const PROSE = 14;
export const CODE = 12;
/** Ground that code in prose has left and right of it. */
export const CODE_PADDING = 4;

/** Elements that have no look of their own here. */
const SHOWS_NOTHING = /^<(wbr|\/?em|\/?sub)>$/;

/** Inline Markdown as lines of runs; `<br>` ends a line, `<wbr>` shows nothing. */
export function linesOf(tokens: readonly Token[]): Run[][] {
  const lines: Run[][] = [[]];
  let code: string | null = null;
  for (const token of tokens) {
    if (SHOWS_NOTHING.test(token.raw)) continue;
    if (token.raw === "<code>") code = "";
    else if (token.raw === "</code>") {
      lines.at(-1)?.push({ text: code ?? "", tone: "plain", isCode: true });
      code = null;
    } else if (code !== null) code += decoded(token.raw);
    else if (token.type === "br" || /^<br\s*\/?>$/.test(token.raw)) lines.push([]);
    else lines.at(-1)?.push(...runsOf(token));
  }
  return lines;
}

function runsOf(token: Token): Run[] {
  switch (token.type) {
    case "codespan":
      return [{ text: decoded((token as Tokens.Codespan).text), tone: "plain", isCode: true }];
    case "strong":
      return linesOf((token as Tokens.Strong).tokens)
        .flat()
        .map((run) => ({ ...run, isBold: true }));
    case "link":
      return linesOf((token as Tokens.Link).tokens)
        .flat()
        .map((run) => ({ ...run, tone: "named" }));
    case "text":
    case "escape":
      return [{ text: decoded(token.raw.replace(/^\\(?=.$)/, "")), tone: "plain" }];
    default:
      throw new Error(`The picture of a summary has no form for ${token.type}: ${token.raw}`);
  }
}

const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

const decoded = (text: string) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name = "") =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name] ?? all),
  );

/** How wide a run is, in pixels; for prose a reckoning that fits the usual fonts. */
export function widthOf({ text, isCode, isBold }: Run): number {
  if (isCode) return text.length * CODE * MONO_WIDTH + 2 * CODE_PADDING;
  const letters = [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);
  return letters * PROSE * (isBold ? 1.06 : 1);
}

function letterWidth(letter: string): number {
  if (isSign(letter)) return 1.3;
  if (letter === "\uFE0F") return 0;
  // By and large as in Helvetica, which the usual fonts are close to.
  if (/[ijl.,:;'|! ]/.test(letter)) return 0.27;
  if (/[ftr()[\]/-]/.test(letter)) return 0.31;
  if (/[cksvxyz]/.test(letter)) return 0.5;
  if (/[mM]/.test(letter)) return 0.83;
  return /[A-Zw→]/.test(letter) ? 0.7 : 0.56;
}

/** Breaks a line at spaces of its prose so that it fits a width, where it can. */
export function wrapped(line: readonly Run[], width: number): Run[][] {
  const lines: Run[][] = [[]];
  let used = 0;
  for (const piece of line.flatMap(piecesOf)) {
    const needed = widthOf({ ...piece, text: piece.text.trimEnd() });
    // Half a pixel is what adding up may be off.
    if (used > 0 && used + needed > width + 0.5) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(piece);
    used += widthOf(piece);
  }
  return lines.map(joined);
}

/** What may stand in lines of its own: code whole, prose word by word. */
function piecesOf(run: Run): Run[] {
  if (run.isCode) return [run];
  return (run.text.match(/\S+\s*|\s+/g) ?? []).map((text) => ({ ...run, text }));
}

/** Words that are set in the same way become one run again. A sign stays alone, for its width is every font's own. */
function joined(pieces: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    const isSame =
      last && !last.isCode && !piece.isCode && last.tone === piece.tone && last.isBold === piece.isBold;
    if (isSame && !isSign(last.text) && !isSign(piece.text)) last.text += piece.text;
    else runs.push({ ...piece });
  }
  return runs;
}

/** Whether there is an emoji in it. */
export const isSign = (text: string) => /\p{Extended_Pictographic}/u.test(text);
