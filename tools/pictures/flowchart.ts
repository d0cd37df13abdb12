import { CODE_PADDING, widthOf } from "./cells.ts";
import { box, textAt } from "./svg.ts";
import type { Theme, Tone } from "./theme.ts";

const ROW = 40;
const HEIGHT = 28;
const GAP = 56;
const PADDING = 12;

interface Node {
  id: string;
  label: string;
  column: number;
  tone: Tone;
}

/** What a flowchart of ours shows, by the shape of its nodes: which column they stand in. */
const SHAPES: readonly [RegExp, number][] = [
  [/^(n\d+)\[\/"(.*)"\/\]$/, 0],
  [/^(n\d+)\(\["(.*)"\]\)$/, 1],
  [/^(n\d+)\["(.*)"\]$/, 2],
  [/^(n\d+)\{\{"(.*)"\}\}$/, 3],
];

const TONES: Record<string, Tone> = {
  "is-delete": "removed",
  "is-pause": "changed",
  "is-update": "changed",
  "is-create": "added",
  "is-code": "named",
};

/** A Mermaid flowchart as comment-plan writes it, drawn in columns. */
export function flowchart(source: string, left: number, theme: Theme) {
  const { nodes, edges } = parsed(source);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(
      0,
      ...nodes.filter((node) => node.column === column).map(({ label }) => textWidth(label) + 2 * PADDING),
    ),
  );
  const offsets = widths.map((_, column) =>
    widths.slice(0, column).reduce((sum, width) => sum + (width > 0 ? width + GAP : 0), left),
  );
  const places = new Map<string, { x: number; y: number; width: number }>();
  const rows = [0, 0, 0, 0];
  for (const { id, column } of nodes) {
    const y = (rows[column] ?? 0) * ROW;
    rows[column] = (rows[column] ?? 0) + 1;
    places.set(id, { x: offsets[column] ?? 0, y, width: widths[column] ?? 0 });
  }
  const height = Math.max(...rows) * ROW;
  const draw = (top: number) => [
    ...edges.flatMap(([from, to]) => {
      const [a, b] = [places.get(from), places.get(to)];
      return a && b ? [line(a.x + a.width, top + a.y + HEIGHT / 2, b.x, top + b.y + HEIGHT / 2, theme)] : [];
    }),
    ...nodes.flatMap(({ id, label, tone }) => {
      const place = places.get(id);
      if (!place) return [];
      const colour = tone === "plain" ? theme.border : theme.tones[tone];
      const { x, y, width } = place;
      return [
        box(x, top + y, width, HEIGHT, theme.raised, ` rx="5" stroke="${colour}"`),
        textAt(x + PADDING, top + y + 18, 12, { text: label, tone, isCode: true }, theme, textWidth(label)),
      ];
    }),
  ];
  return { height: height + 10, draw };
}

const textWidth = (text: string) => widthOf({ text, tone: "plain", isCode: true }) - 2 * CODE_PADDING;

function line(x: number, y: number, toX: number, toY: number, theme: Theme): string {
  const middle = (x + toX) / 2;
  return `<path d="M${x} ${y} C${middle} ${y} ${middle} ${toY} ${toX} ${toY}" fill="none" stroke="${theme.tones.quiet}"/>`;
}

function parsed(source: string): { nodes: Node[]; edges: [string, string][] } {
  const nodes: Node[] = [];
  const edges: [string, string][] = [];
  for (const text of source.split("\n").map((one) => one.trim())) {
    const [, from, to] = /^(n\d+) --> (n\d+)$/.exec(text) ?? [];
    if (from !== undefined && to !== undefined) edges.push([from, to]);
    const [, ids = "", effect = ""] = /^class ([n\d,]+) (\S+)$/.exec(text) ?? [];
    for (const node of nodes) if (ids.split(",").includes(node.id)) node.tone = TONES[effect] ?? "plain";
    for (const [shape, column] of SHAPES) {
      const [, id, label] = shape.exec(text) ?? [];
      if (id !== undefined && label !== undefined) {
        nodes.push({ id, label: decoded(label), column, tone: "plain" });
        break;
      }
    }
  }
  return { nodes, edges };
}

const decoded = (label: string) => label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
