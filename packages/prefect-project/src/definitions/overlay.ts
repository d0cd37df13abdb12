import type { Fault } from "#diagnostics";
import { construct, resolveMerges } from "../yaml/construct.ts";
import type { LoadedYaml } from "../yaml/load.ts";
import { type MappingNode, YamlError, type YamlNode } from "../yaml/nodes.ts";
import { overlaid } from "../yaml/overlay-nodes.ts";
import { type Anchors, parseDocument } from "../yaml/parser.ts";
import { locationOf } from "./locate.ts";

/** A file of what differs in one environment: entries for deployments that other files declare. */
export interface Overlay {
  entries: readonly Entry[];
  /** Steps and our own key for all files; undefined where it has none. */
  top: MappingNode | undefined;
  /** How many values are written in it. */
  written: number;
}

interface Entry {
  node: MappingNode;
  name: string;
  /** As written; undefined where the name alone tells. */
  entrypoint: string | undefined;
}

/** Keys of a file that an overlay may change for all its deployments. */
const TOP_KEYS: ReadonlySet<string> = new Set(["build", "push", "pull", "x-cicd"]);

/**
 * Reads an overlay.
 *
 * @param inherited anchors of a base file
 * @throws YamlError where it is none
 */
export function readOverlay(text: string, path: string, inherited?: Anchors): Overlay {
  const { root, nodes } = parseDocument(text, path, inherited);
  if (root === undefined) return { entries: [], top: undefined, written: 0 };
  if (root.kind !== "mapping") throw new YamlError("The file must hold a mapping.", root.mark);
  resolveMerges(root);
  const list = valueAt(root, "deployments");
  if (list !== undefined && list.kind !== "sequence")
    throw new YamlError("`deployments` must be a list.", list.mark);
  const top = root.entries.filter(([key]) => key.kind === "scalar" && TOP_KEYS.has(key.value));
  return {
    entries: (list?.items ?? []).map(entryOf),
    top: top.length > 0 ? { ...root, entries: top } : undefined,
    written: nodes,
  };
}

function entryOf(node: YamlNode): Entry {
  if (node.kind !== "mapping") throw new YamlError("A deployment must be a mapping.", node.mark);
  resolveMerges(node);
  const name = textAt(node, "name");
  if (name === undefined)
    throw new YamlError("This entry needs the `name` of the deployment that it changes.", node.mark);
  return { node, name, entrypoint: textAt(node, "entrypoint") };
}

/** A file that was read, with its own path. */
export interface OverlaidFile {
  path: string;
  loaded: LoadedYaml;
}

/**
 * Lays an overlay over files. Each entry has to mean exactly one deployment of all of them, by its name and, where it is
 * given, its entry point.
 *
 * @param isComplete whether every file could be read: what is missing may be in another one
 * @returns the files as they are with it, in the same order, and what is wrong with the overlay
 */
export function layOver<File extends OverlaidFile>(
  { entries, top, written }: Overlay,
  files: readonly File[],
  isComplete: boolean,
): { files: File[]; faults: Fault[] } {
  const declared = files.flatMap(({ path, loaded }) => deploymentsOf(path, loaded.root));
  const over = new Map<MappingNode, MappingNode>();
  const faults: Fault[] = [];
  for (const { node, name, entrypoint } of entries) {
    const meant = declared.filter(
      (one) => one.name === name && (entrypoint === undefined || one.entrypoint === entrypoint),
    );
    const [first] = meant;
    if (first && meant.length === 1 && !over.has(first.node)) over.set(first.node, node);
    else if (first || isComplete)
      faults.push(mismatch(node, name, meant, first !== undefined && meant.length === 1));
  }
  const changed = files.map((file): File => {
    const { root } = file.loaded;
    if (root?.kind !== "mapping") return file;
    const withEntries = withDeployments(root, over);
    const whole = top && !isBare(root) ? overlaid(withEntries, top) : withEntries;
    if (whole === root) return file;
    const made = construct(whole, true);
    return {
      ...file,
      loaded: { ...file.loaded, ...made, root: whole, written: file.loaded.written + written },
    };
  });
  return { files: changed, faults };
}

interface Declared {
  node: MappingNode;
  path: string;
  name: string | undefined;
  entrypoint: string | undefined;
}

function deploymentsOf(path: string, root: YamlNode | undefined): Declared[] {
  if (root?.kind !== "mapping") return [];
  const list = valueAt(root, "deployments");
  const nodes = isBare(root) ? [root] : list?.kind === "sequence" ? list.items : [];
  return nodes.flatMap((node) =>
    node.kind === "mapping"
      ? [{ node, path, name: textAt(node, "name"), entrypoint: textAt(node, "entrypoint") }]
      : [],
  );
}

function withDeployments(root: MappingNode, over: ReadonlyMap<MappingNode, MappingNode>): MappingNode {
  const changed = (node: YamlNode): YamlNode => {
    const entry = node.kind === "mapping" ? over.get(node) : undefined;
    return entry ? overlaid(node, entry) : node;
  };
  if (isBare(root)) return changed(root) as MappingNode;
  const list = valueAt(root, "deployments");
  if (list?.kind !== "sequence") return root;
  const items = list.items.map(changed);
  if (items.every((item, index) => item === list.items[index])) return root;
  const entries = root.entries.map((entry): MappingNode["entries"][number] =>
    entry[1] === list ? [entry[0], { ...list, items }] : entry,
  );
  return { ...root, entries };
}

function isBare(root: MappingNode): boolean {
  return valueAt(root, "deployments") === undefined && valueAt(root, "entrypoint") !== undefined;
}

function valueAt(node: MappingNode, key: string): YamlNode | undefined {
  return node.entries.findLast(([name]) => name.kind === "scalar" && name.value === key)?.[1];
}

function textAt(node: MappingNode, key: string): string | undefined {
  const value = valueAt(node, key);
  return value?.kind === "scalar" ? value.value : undefined;
}

function mismatch(node: MappingNode, name: string, meant: readonly Declared[], isSecond: boolean): Fault {
  const places = meant.map(({ path, node: { mark } }) => `${path}:${mark.line + 1}`);
  const what = isSecond
    ? `The overlay has a second entry for the deployment ${name}.`
    : meant.length === 0
      ? `The overlay changes the deployment ${name}, which no file declares so.`
      : `The overlay's entry ${name} could mean ${meant.length} deployments: ${places.join(", ")}.`;
  return {
    code: "overlay-unmatched",
    message: what,
    location: locationOf(node.mark),
    fix: isSecond
      ? "Make one entry of the two."
      : meant.length === 0
        ? "Write `name` and `entrypoint` as the file has them, or take the entry out."
        : "Give the entry the `entrypoint` of the one that is meant.",
  };
}
