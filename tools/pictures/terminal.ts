import { box, MONO_WIDTH, picture, type Run, textAt } from "./svg.ts";
import type { Theme, Tone } from "./theme.ts";

/** A command as somebody typed it, and what it printed. */
export interface Command {
  typed: string;
  printed: string;
}

const SIZE = 13;
const LINE = 20;
const MARGIN = 20;
const BAR = 34;
/** As many letters fit into a line. */
const COLUMNS = 100;

/** What commands printed, as on a terminal; the colours are those of GitHub's view of a diff. */
export function terminalPicture(title: string, commands: readonly Command[], theme: Theme): string {
  const lines = commands.flatMap(({ typed, printed }, index): Run[][] => [
    ...(index > 0 ? [[]] : []),
    ...typed.split("\n").map((line, number) => typedLine(line, number === 0)),
    ...printed.replace(/\n+$/, "").split("\n").flatMap(broken).map(printedLine),
  ]);
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, { text }) => sum + text.length, 0)));
  const width = Math.max(columns, 80) * SIZE * MONO_WIDTH + 2 * MARGIN;
  const height = BAR + lines.length * LINE + MARGIN;
  const parts = [
    box(1, 1, width - 2, BAR - 10, theme.raised, ' rx="5"'),
    ...["removed", "changed", "added"].map(
      (tone, index) =>
        `<circle cx="${18 + index * 18}" cy="13" r="5" fill="${theme.tones[tone as Tone]}" opacity="0.7"/>`,
    ),
    ...lines.flatMap((runs, index) => lineAt(BAR + index * LINE + SIZE, runs, theme)),
  ];
  return picture(title, width, height, theme, parts);
}

function lineAt(y: number, runs: readonly Run[], theme: Theme): string[] {
  let column = 0;
  return runs.map((run) => {
    const x = MARGIN + column * SIZE * MONO_WIDTH;
    column += run.text.length;
    return textAt(x, y, SIZE, { ...run, isCode: true }, theme, run.text.length * SIZE * MONO_WIDTH);
  });
}

function typedLine(text: string, isFirst: boolean): Run[] {
  return [
    { text: isFirst ? "$ " : "  ", tone: "quiet" },
    { text, tone: "plain", isBold: true },
  ];
}

/** A line that is longer than the terminal is wide goes on in the next, after a space. */
function broken(line: string): string[] {
  const space = line.lastIndexOf(" ", COLUMNS);
  if (line.length <= COLUMNS || space <= 0) return [line];
  return [line.slice(0, space), ...broken(line.slice(space + 1))];
}

const TONES: readonly [RegExp, Tone][] = [
  [/^ *\+ |^added\b/, "added"],
  [/^ *~ |^(modified|affected)\b/, "changed"],
  [/^ *- |^removed\b|^‖ /, "removed"],
];

/** The sign or word that a line begins with has a colour, what it is about is plain, the reason behind it quiet. */
function printedLine(line: string): Run[] {
  const [, place = "", level, message = ""] = /^(\S+: )?(error: )(.*)$/.exec(line) ?? [];
  if (level !== undefined)
    return nonEmpty([quietly(place), { text: level, tone: "removed", isBold: true }, plainly(message)]);
  const tone = TONES.find(([pattern]) => pattern.test(line))?.[1];
  const [, indent = "", first = "", rest = "", reason = ""] =
    /^( *)(\S*)(.*?)( {2}\(.*\))?$/.exec(line) ?? [];
  if (tone === undefined) return [plainly(line)];
  return nonEmpty([
    { text: indent + first, tone, isBold: indent === "" },
    { text: rest, tone: indent === "" ? "plain" : tone },
    quietly(reason),
  ]);
}

const plainly = (text: string): Run => ({ text, tone: "plain" });
const quietly = (text: string): Run => ({ text, tone: "quiet" });
const nonEmpty = (runs: readonly Run[]) => runs.filter(({ text }) => text !== "");
