import { posix } from "node:path";
import type { ProbeFlow } from "#import-check";
import { isPlace } from "#import-check";
import { codePlace } from "#prefect-project";
import type { ImportTarget } from "./import-targets.ts";

/** A flow that is imported once, whatever number of deployments run it there. */
export interface PlacedFlow {
  flow: ProbeFlow;
  targets: ImportTarget[];
  /** Where the checkout is put for it; null where the code is what the image holds. */
  checkout: string | null;
  elsewhere: string | null;
  installs: string | null;
}

/** Where a checkout is put of which no pull step says where. */
const NEUTRAL = "/prefect-cicd/checkout";

/**
 * Flows of an image with the places of their code, each once.
 *
 * @param start where a run begins in the image: an absolute path
 * @param own every address of the own repository
 */
export function placedInImage(
  targets: readonly ImportTarget[],
  start: string,
  own: readonly string[],
): PlacedFlow[] {
  return grouped(targets, (target) => {
    const place = codePlace(target.desired.fields, { start, own, elsewhere: NEUTRAL });
    const { checkout } = place;
    if (checkout === null) return { ...place, root: place.directory };
    // A place that is no plain one comes out of a definition that means no good, or of an odd name.
    const root = isPlace(checkout) ? checkout : NEUTRAL;
    return { ...place, checkout: root, root, directory: moved(place.directory, checkout, root) };
  });
}

/**
 * The same for a Python of this machine, where the checkout lies in a folder of ours.
 *
 * @param checkout that folder: an absolute path
 * @param repository the repository's own folder, which definitions may name
 */
export function placedOnMachine(
  targets: readonly ImportTarget[],
  checkout: string,
  repository: string,
  own: readonly string[],
): PlacedFlow[] {
  return grouped(targets, (target) => {
    const start = "/";
    const place = codePlace(target.desired.fields, { start, own, elsewhere: checkout });
    const from = place.checkout ?? repository;
    return { ...place, checkout, root: checkout, directory: moved(place.directory, from, checkout) };
  });
}

/** A folder inside another one, after that was put elsewhere; the other one itself for a folder outside. */
function moved(folder: string, from: string, to: string): string {
  const inside = posix.relative(from, folder);
  return inside === ".." || inside.startsWith("../") || posix.isAbsolute(inside)
    ? to
    : posix.join(to, inside);
}

interface Place {
  checkout: string | null;
  root: string;
  directory: string;
  elsewhere: string | null;
  installs: string | null;
}

function grouped(targets: readonly ImportTarget[], placeOf: (target: ImportTarget) => Place): PlacedFlow[] {
  const flows = new Map<string, PlacedFlow>();
  for (const target of targets) {
    const { checkout, root, directory, elsewhere, installs } = placeOf(target);
    const { entrypoint } = target.desired.fields;
    const key = JSON.stringify([entrypoint, directory, root, installs, elsewhere]);
    const known = flows.get(key);
    if (known) known.targets.push(target);
    else {
      const flow = { entrypoint, directory, root };
      flows.set(key, { flow, targets: [target], checkout, elsewhere, installs });
    }
  }
  return [...flows.values()];
}
