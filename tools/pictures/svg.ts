import type { Theme, Tone } from "./theme.ts";

/** A piece of text that is set in one way. */
export interface Run {
  text: string;
  tone: Tone;
  isBold?: boolean;
  /** In the letters of code; on a ground of its own where it stands within prose. */
  isCode?: boolean;
}

const MONO = "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace";
const SANS = "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

/** Width of every letter of the fonts for code, in parts of their size; the picture holds other fonts to it. */
export const MONO_WIDTH = 0.6;

/** One run of text with its base line at `y`; whatever the font, it is as wide as it was reckoned, if that is given. */
export function textAt(x: number, y: number, size: number, run: Run, theme: Theme, width?: number): string {
  return [
    `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${theme.tones[run.tone]}"`,
    ` font-family="${run.isCode ? MONO : SANS}"`,
    run.isBold ? ' font-weight="600"' : "",
    width === undefined ? "" : ` textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"`,
    ` xml:space="preserve">${escapeXml(run.text)}</text>`,
  ].join("");
}

export function box(x: number, y: number, width: number, height: number, fill: string, more = ""): string {
  const [left, top, wide, high] = [x, y, width, height].map(round);
  return `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${fill}"${more}/>`;
}

/** A whole picture with rounded corners. `title` is what is read to somebody who doesn't see it. */
export function picture(title: string, width: number, height: number, theme: Theme, parts: string[]): string {
  const [wide, high] = [Math.ceil(width), Math.ceil(height)];
  const frame = box(0.5, 0.5, wide - 1, high - 1, theme.background, ` rx="6" stroke="${theme.border}"`);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    frame,
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

const round = (value: number) => String(Math.round(value * 100) / 100);

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
