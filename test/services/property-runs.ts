/**
 * How many cases a property test tries: so many in `npm test`, where every run tries the same ones, and a multiple of
 * other ones in `npm run proof`.
 */
export function propertyRuns(count: number): number {
  return count * proofFactor();
}

/** By how much `npm run proof` tries more; 1 in every other run. */
export function proofFactor(): number {
  return Number(process.env.PROOF ?? 1);
}
