/** Marks a slug that a schedule has only until the one that it shall have is free. */
const MARK = " (prefect-cicd is renaming it)";

/**
 * The slug of a schedule on its way to another: two that swap slugs can't both be renamed at once, since a slug is
 * unique within its deployment. It says where the schedule is going, so that a run after one that was killed goes on.
 */
export function interimSlug(slug: string): string {
  return slug + MARK;
}

export function isInterimSlug(slug: string): boolean {
  return slug.endsWith(MARK);
}
