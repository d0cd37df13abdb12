/**
 * What is read of a file at most. A definition comes from whoever opens a pull request: however it is written, the
 * answer is there within seconds. Nothing that a team writes comes near these.
 */
export const LIMITS = {
  /** Characters of a file. */
  characters: 8_000_000,
  /** Values of a file: scalars, lists and mappings. */
  values: 750_000,
  /** How deep collections may lie in each other; PyYAML gives up at about 490. */
  nesting: 480,
  /** How deep a value may be that is stored; Prefect's models give up at about 250. */
  storedNesting: 250,
  /** Values that aliases and merge keys add to those that are written. */
  repeated: 1_000_000,
  /** Merge keys of one mapping. */
  mergeKeys: 1_000,
  /** Characters of a number: Python makes none of more digits. */
  digits: 4_300,
} as const;
