import type { Fault, Location } from "#diagnostics";

/** A reader wants to know where else the same is so, not all of hundreds of places. */
const MOST_PLACES = 3;

/** Tells what is said in the same words of several places once, with the first of them and some of the others. */
export function toldOnce(faults: readonly Fault[]): Fault[] {
  return [...groupedBy(faults, ({ message, fix }) => [message, fix].join("\0")).values()].map((equal) => {
    const [first] = equal as [Fault];
    const places = [...new Set(equal.map(({ location }) => placeText(location)))].slice(1);
    if (equal.length === 1) return first;
    if (places.length === 0)
      return { ...first, message: `${first.message} (So it is ${equal.length} times.)` };
    const shown = places.slice(0, MOST_PLACES).join(", ");
    const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : "";
    return { ...first, message: `${first.message} (Also at ${shown}${more}.)` };
  });
}

/** The same for what has to be mended place by place: only what stands at one and the same place is told once. */
export function toldOncePerPlace(faults: readonly Fault[]): Fault[] {
  const byPlace = groupedBy(faults, ({ message, fix, location: { file, line, column } = { file: "" } }) =>
    [file, line, column, message, fix].join("\0"),
  );
  return [...byPlace.values()].map((equal) => {
    const [first] = equal as [Fault];
    return equal.length === 1
      ? first
      : { ...first, message: `${first.message} (It stands in ${equal.length} deployments.)` };
  });
}

function groupedBy(faults: readonly Fault[], keyOf: (fault: Fault) => string): Map<string, Fault[]> {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults) {
    const key = keyOf(fault);
    const group = groups.get(key);
    if (group) group.push(fault);
    else groups.set(key, [fault]);
  }
  return groups;
}

function placeText(location: Location | undefined): string {
  if (!location) return "";
  return location.line === undefined ? location.file : `${location.file}:${location.line}`;
}
