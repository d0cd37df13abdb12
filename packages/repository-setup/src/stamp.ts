/** What a copied file names the suite by. */
export interface Stamp {
  /** `owner/name` of the suite on GitHub. */
  repository: string;
  /** Full hash of a commit of it. */
  commit: string;
  /** The release that the commit is, such as `v0.1.0`; null where it is none. */
  release: string | null;
}

/** A workflow in which every use of the suite stands at the stamp's commit, whatever it stood at before. */
export function stamped(text: string, { repository, commit, release }: Stamp): string {
  const escaped = repository.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const uses = new RegExp(
    `(\\buses: *["']?${escaped}/[^@\\s"']+@)[^\\s"'}#]+(["']?)([ \\t]*#[ \\t]*v\\d\\S*)?`,
    "gi",
  );
  return text.replace(
    uses,
    (_all, before: string, quote: string) => `${before}${commit}${quote}${release ? ` # ${release}` : ""}`,
  );
}
