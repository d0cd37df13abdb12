import type { ShownDeployment } from "#deployment-plan";
import { codeBlock } from "#markdown";
import { type Effect, effectOf } from "./effects.ts";

/** A picture with more is no longer looked at, and hosts draw it slowly or not at all. */
const MOST_NODES = 30;
/** Of one deployment, so that a single one can't fill the picture. */
const MOST_AROUND = 3;
const LONGEST_LABEL = 48;

const SHAPES = {
  file: ["[/", "/]"],
  flow: ["([", "])"],
  deployment: ["[", "]"],
  caller: ["{{", "}}"],
  more: ["[", "]"],
} as const;

const COLOURS: Partial<Record<Effect, string>> = {
  delete: "fill:#ffebe9,stroke:#d1242f,color:#1f2328",
  archive: "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
  pause: "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
  update: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  create: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
  code: "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
};

interface Node {
  kind: keyof typeof SHAPES;
  label: string;
  effect?: Effect;
}

/**
 * What hangs on what, as a Mermaid flowchart: changed file → flow → deployment → automation or code that calls it. Whole
 * deployments, heaviest first, as many as fit; the rest is a number.
 */
export function impactPicture(deployments: readonly ShownDeployment[]): string {
  const nodes = new Map<string, Node>();
  const edges = new Set<string>();
  let drawn = 0;
  for (const deployment of deployments) {
    const part = partOf(deployment);
    const added = part.nodes.filter(([id]) => !nodes.has(id));
    const room = MOST_NODES - (drawn + 1 < deployments.length ? 1 : 0);
    if (nodes.size + added.length > room) break;
    for (const [id, node] of added) nodes.set(id, node);
    for (const edge of part.edges) edges.add(JSON.stringify(edge));
    drawn++;
  }
  if (drawn === 0) return "";
  const left = deployments.length - drawn;
  if (left > 0) nodes.set("more", { kind: "more", label: `and ${left} more` });
  return codeBlock(
    flowchart(
      nodes,
      [...edges].map((edge) => JSON.parse(edge)),
    ),
    "mermaid",
  );
}

function partOf(deployment: ShownDeployment): { nodes: [string, Node][]; edges: [string, string][] } {
  const { key, flowName, location, impact } = deployment;
  const [own, flow] = [`deployment ${key}`, `flow ${flowName}`];
  const files = (impact?.changedFiles ?? []).slice(0, MOST_AROUND);
  const { calls = [], automations = [] } = impact?.callers ?? {};
  const callers = [
    ...automations.map(({ name }) => name),
    ...calls.map(({ file, line }) => `${file}:${line}`),
  ];
  const around = [...new Set(callers)].slice(0, MOST_AROUND);
  return {
    nodes: [
      ...files.map((file): [string, Node] => [`file ${file}`, { kind: "file", label: file }]),
      [flow, { kind: "flow", label: flowName }],
      [own, { kind: "deployment", label: deployment.name, effect: effectOf(deployment) }],
      ...around.map((name): [string, Node] => [`caller ${name}`, { kind: "caller", label: name }]),
    ],
    edges: [
      ...files.map((file): [string, string] => [`file ${file}`, file === location?.file ? own : flow]),
      [flow, own],
      ...around.map((name): [string, string] => [own, `caller ${name}`]),
    ],
  };
}

function flowchart(nodes: ReadonlyMap<string, Node>, edges: readonly [string, string][]): string {
  const ids = new Map([...nodes.keys()].map((key, index) => [key, `n${index}`]));
  const shapes = [...nodes].map(([key, { kind, label }]) => {
    const [open, close] = SHAPES[kind];
    return `  ${ids.get(key)}${open}"${labelText(label)}"${close}`;
  });
  const effects = Object.entries(COLOURS).flatMap(([effect, colours]) => {
    const own = [...nodes].filter(([, node]) => node.effect === effect).map(([key]) => ids.get(key));
    return own.length === 0
      ? []
      : [`  classDef is-${effect} ${colours}`, `  class ${own.join(",")} is-${effect}`];
  });
  const arrows = edges.map(([from, to]) => `  ${ids.get(from)} --> ${ids.get(to)}`);
  return ["flowchart LR", ...shapes, ...arrows, ...effects].join("\n");
}

/**
 * Text of a label: all but letters, digits and a few signs as Mermaid's own entities (`#35;`), so that nothing in it is
 * read as Mermaid, Markdown or HTML.
 */
function labelText(text: string): string {
  const characters = [...(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ") || "…")];
  const short =
    characters.length > LONGEST_LABEL ? [...characters.slice(0, LONGEST_LABEL - 1), "…"] : characters;
  return short
    .join("")
    .replace(/[^\p{L}\p{N} _/.…-]|[.-](?= |$)|^[.-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
