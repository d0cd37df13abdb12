import type { ImageName } from "./image-name.ts";

/** A manifest in a registry, with the tags that stand at it. */
export interface StoredImage {
  digest: string;
  tags: readonly string[];
}

export interface StaleImages<T> {
  /** Of closed pull requests, and named by nobody. */
  stale: T[];
  /** Of closed pull requests, but still in use. */
  inUse: T[];
}

/** `1.2.4-pr-5-run-17` and `pr-5`; whatever stands before is a version. */
const OF_PULL_REQUEST = /^(?:.+-)?pr-([1-9]\d{0,14})(?:-run-\d+)?$/;
/** By which an image is found again; it names no use of one. */
const OF_INPUTS = /^inputs-[0-9a-f]+$/;

/** The pull requests that images were built for, by number. */
export function pullRequestsOf(images: readonly StoredImage[]): number[] {
  return [...new Set(images.flatMap(({ tags }) => tags.flatMap((tag) => pullRequestOf(tag) ?? [])))];
}

/**
 * The images that nothing needs any more: each of their tags is of a pull request that is closed, and no text names one.
 *
 * @param named texts that may name images, such as base job templates
 */
export function staleImages<T extends StoredImage>(
  images: readonly T[],
  { name }: ImageName,
  isClosed: (pullRequest: number) => boolean,
  named: readonly string[],
): StaleImages<T> {
  const closed = images.filter(({ tags }) => isOfClosed(tags, isClosed));
  const isNamed = ({ digest, tags }: T) => {
    const references = tags.map((tag) => new RegExp(`${literal(`${name}:${tag}`)}(?![\\w.-])`, "i"));
    return named.some((text) => text.includes(digest) || references.some((one) => one.test(text)));
  };
  return {
    stale: closed.filter((image) => !isNamed(image)),
    inUse: closed.filter(isNamed),
  };
}

function isOfClosed(tags: readonly string[], isClosed: (pullRequest: number) => boolean): boolean {
  const lasting = tags.filter((tag) => !OF_INPUTS.test(tag));
  return (
    lasting.length > 0 &&
    lasting.every((tag) => {
      const number = pullRequestOf(tag);
      return number !== undefined && isClosed(number);
    })
  );
}

function pullRequestOf(tag: string): number | undefined {
  const [, number] = OF_PULL_REQUEST.exec(tag) ?? [];
  return number === undefined ? undefined : Number(number);
}

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
