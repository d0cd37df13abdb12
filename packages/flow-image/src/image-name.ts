import { FaultError } from "#diagnostics";

/** Where an image lives, without tag or digest. */
export interface ImageName {
  /** Host (and port) as Docker writes it, such as `ghcr.io`, `127.0.0.1:5000`, `docker.io`. */
  registry: string;
  /** Path within the registry, such as `acme/flows`; Docker Hub's official images have `library/` before them. */
  repository: string;
  /** What commands take: `ghcr.io/acme/flows`; without `docker.io/` and `library/`, as Docker itself shows it. */
  name: string;
}

/** An image by tag, by digest, or both. */
export interface ImageReference extends ImageName {
  tag: string | undefined;
  digest: string | undefined;
}

const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const DOMAIN = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[a-fA-F0-9:]+\\])(?::\\d+)?";
const PATH = `${COMPONENT}(?:/${COMPONENT})*`;
const NAME = new RegExp(`^(?:(?<domain>${DOMAIN})/)?(?<path>${PATH})$`);
const WHOLE_PATH = new RegExp(`^${PATH}$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
/** Any algorithm's, as the reference grammar has it. */
const ANY_DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** Longest path in a registry, which the grammar leaves open and distribution sets. */
const LONGEST_PATH = 255;

/** Whether a registry takes `tag` as a tag (distribution's reference grammar). */
export function isTag(tag: string): boolean {
  return TAG.test(tag);
}

/** Whether `text` is a sha256 digest, the only kind that registries give today. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Reads `[registry/]path[:tag][@digest]` by the rules of distribution's reference grammar; undefined where the
 * text is no such reference.
 */
export function parseReference(text: string): ImageReference | undefined {
  const [withTag = "", digest, ...more] = text.split("@");
  if (more.length > 0 || (digest !== undefined && !hasDigestForm(digest))) return undefined;
  const colon = withTag.lastIndexOf(":");
  const hasTag = colon > withTag.lastIndexOf("/");
  const tag = hasTag ? withTag.slice(colon + 1) : undefined;
  const name = parseName(hasTag ? withTag.slice(0, colon) : withTag);
  if (!name || (tag !== undefined && !isTag(tag))) return undefined;
  return { ...name, tag, digest };
}

/** Whether a text can name an image, by tag, by digest, or by neither. */
export function isImageReference(text: string): boolean {
  return parseReference(text) !== undefined;
}

/**
 * Reads the name of the image to build. Its letters are lowered, since a registry takes no others and the owner
 * of a GitHub repository may have some. Throws a FaultError that names the input `image`.
 */
export function parseImageName(text: string): ImageName {
  const lowered = text.trim().toLowerCase();
  const reference = parseReference(lowered);
  if (reference?.tag || reference?.digest) {
    throw new FaultError({
      code: "input-invalid",
      message: `Input \`image\` is ${JSON.stringify(text)}, which has a tag or a digest.`,
      fix: "Give the name alone; `environment` and `version`, or `tags`, say the tags.",
    });
  }
  if (!reference) {
    throw new FaultError({
      code: "input-invalid",
      message: `Input \`image\` is ${JSON.stringify(text)}, which is no name of an image.`,
      fix: "Write registry/path, such as `ghcr.io/acme/flows`.",
    });
  }
  const { tag: _tag, digest: _digest, ...name } = reference;
  return name;
}

/**
 * Reads what is to be promoted: a tag or digest of `image`, or a full reference. Throws a FaultError that names the
 * input `promote-from`.
 */
export function parsePromotion(text: string, image: ImageName): ImageReference {
  const written = text.trim();
  if (isDigest(written)) return { ...image, tag: undefined, digest: written };
  if (isTag(written)) return { ...image, tag: written, digest: undefined };
  const reference = parseReference(written);
  if (reference) return reference;
  throw new FaultError({
    code: "input-invalid",
    message: `Input \`promote-from\` is ${JSON.stringify(text)}, which names no image.`,
    fix: "Write a tag, a digest (`sha256:...`), or a full reference such as `ghcr.io/acme/flows:1.2.4`.",
  });
}

/** A reference as commands take it; `latest` where there is neither tag nor digest. */
export function formatReference({ name, tag, digest }: ImageReference): string {
  if (digest) return `${name}${tag ? `:${tag}` : ""}@${digest}`;
  return `${name}:${tag ?? "latest"}`;
}

function hasDigestForm(digest: string): boolean {
  // Of the common algorithm the grammar's own check wants all digits.
  return digest.startsWith("sha256:") ? isDigest(digest) : ANY_DIGEST.test(digest);
}

function parseName(text: string): ImageName | undefined {
  const match = NAME.exec(text);
  if (!match?.groups) return undefined;
  const { domain, path = "" } = match.groups;
  // Docker's rule: the first part is a host only if it looks like one.
  const isHost = domain !== undefined && (/[.:]/.test(domain) || domain === "localhost");
  const registry = isHost && domain !== "index.docker.io" ? domain : "docker.io";
  const shortPath = isHost || domain === undefined ? path : `${domain}/${path}`;
  if (!WHOLE_PATH.test(shortPath) || shortPath.length > LONGEST_PATH) return undefined;
  if (registry !== "docker.io") return { registry, repository: path, name: `${registry}/${path}` };
  const repository = shortPath.includes("/") ? shortPath : `library/${shortPath}`;
  return { registry, repository, name: repository.replace(/^library\//, "") };
}
