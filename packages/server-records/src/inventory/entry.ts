import { createHash } from "node:crypto";

/** A deployment that was applied from here: which one it is on the server, and what it is called, as a hash. */
export interface Entry {
  /** Of scope and `flow-name/deployment-name`, see {@link hashOf}. */
  hash: string;
  /** The deployment's id, as the server writes it. */
  id: string;
}

/** Characters of an entry: 8 bytes of the hash and the 16 of the id, in base64. */
export const ENTRY_LENGTH = 32;

/** 8 bytes as hexadecimal digits: of what a deployment is called, within its scope. */
export function hashOf(scope: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([scope, key]))
    .digest("hex")
    .slice(0, 16);
}

/** Entries as one text of base64. */
export function packEntries(entries: readonly Entry[]): string {
  const bytes = entries.map(({ hash, id }) => Buffer.from(hash + id.replaceAll("-", ""), "hex"));
  return Buffer.concat(bytes).toString("base64");
}

/** Reads what {@link packEntries} wrote; undefined for anything else. */
export function unpackEntries(text: string): Entry[] | undefined {
  if (text.length % ENTRY_LENGTH !== 0 || !/^[A-Za-z0-9+/]*$/.test(text)) return undefined;
  return Array.from({ length: text.length / ENTRY_LENGTH }, (_, index) => {
    const bytes = Buffer.from(text.slice(index * ENTRY_LENGTH, (index + 1) * ENTRY_LENGTH), "base64");
    const digits = bytes.toString("hex");
    const id = digits.slice(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return { hash: digits.slice(0, 16), id };
  });
}

/** Whether a text is an id as Prefect writes them. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
