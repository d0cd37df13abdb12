import { code, escapeMarkdown, table } from "#action-kit";
import type { ImageRequest, ImageResult } from "#flow-image";

const HEADLINES: Record<ImageResult["result"], string> = {
  built: "Image built",
  reused: "Image reused",
  promoted: "Image promoted",
};

/** Which image there is now, under which tags, and why it is that one. */
export function summary({ image, platforms, push }: ImageRequest, result: ImageResult): string {
  const { tags, digest, reasons } = result;
  const rows = [
    ["digest", code(digest)],
    ["tags", push ? tags.map(code).join(" ") : "not pushed"],
    ["platforms", platforms.map(code).join(" ")],
  ];
  const why = reasons.map((reason) => `- ${escapeMarkdown(reason)}\n`).join("");
  return `### ${HEADLINES[result.result]}: ${code(image.name)}\n\n${table(["", ""], rows)}\n${why}`;
}
