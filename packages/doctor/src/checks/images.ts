import { defineCheck, type Finding } from "../check.ts";
import type { ImageFacts } from "../facts.ts";
import { shellWord } from "../shell-word.ts";

export const images = defineCheck({
  name: "images",
  looksAt:
    "The images of deployments and work pools are in their registries, for the platform that runs start on.",
  needs: ["images"],
  judge: ({ images: all }) => all.flatMap(judgeImage),
});

function judgeImage({ image, platform, found, deployments }: ImageFacts): Finding[] {
  const about = { deployments, command: `docker buildx imagetools inspect ${shellWord(image)}` };
  switch (found.kind) {
    case "absent":
      return [
        {
          ...about,
          code: "image-missing",
          level: "error",
          message: `The image ${image} is not in its registry.`,
          why: "Runs can't start: the image can't be pulled.",
        },
      ];
    case "no-access":
      return [
        {
          ...about,
          code: "registry-refused",
          level: "warning",
          message: `The registry of ${image} shows nothing to the credentials here, or to nobody.`,
          why: "Whether it is there, and for which platform, is not known.",
        },
      ];
    case "unknown":
      return [
        {
          ...about,
          code: "registry-failed",
          level: "warning",
          message: `The image ${image} could not be looked up: ${found.why}`,
          why: "Whether it is there, and for which platform, is not known.",
        },
      ];
    case "there":
      if (found.platforms.length === 0 || found.platforms.some((one) => isFor(one, platform))) return [];
      return [
        {
          ...about,
          code: "image-unfit",
          level: "error",
          message: `The image ${image} is for ${found.platforms.join(", ")}, and runs start on ${platform}.`,
          why: "Its runs fail at their start with “exec format error”.",
        },
      ];
  }
}

/** A variant (`linux/arm64/v8`) fits what names none. */
function isFor(platform: string, wanted: string): boolean {
  return platform === wanted || platform.startsWith(`${wanted}/`) || wanted.startsWith(`${platform}/`);
}
