import { code, table } from "#action-kit";
import type { DeletedImages } from "#operations";
import type { Inputs } from "./inputs.ts";

/** Which images are gone, and which stay since somebody names them. */
export function summary(
  { image, planOnly }: Pick<Inputs, "image" | "planOnly">,
  { deleted, inUse }: DeletedImages,
): string {
  const gone = planOnly ? "would be deleted" : "deleted";
  const rows = [
    ...deleted.map(({ tags }) => [tags.map(code).join(" "), gone]),
    ...inUse.map(({ tags }) => [tags.map(code).join(" "), "kept: a work pool or a deployment names it"]),
  ];
  if (rows.length === 0) return `### No image of a closed pull request in ${code(image.name)}\n`;
  return `### Images of closed pull requests in ${code(image.name)}\n\n${table(["image", ""], rows)}`;
}
