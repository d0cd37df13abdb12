export { buildFlowImage } from "./build-flow-image.ts";
export { checkRequest } from "./check-request.ts";
export { confined } from "./confined.ts";
export type { Credentials } from "./docker-credentials.ts";
export {
  type ImageName,
  type ImageReference,
  isImageReference,
  parseImageName,
  parsePromotion,
} from "./image-name.ts";
export { type ImagePresence, imageFinder } from "./image-presence.ts";
export { type ImageTags, imageTags, type TagWishes } from "./image-tags.ts";
export { manifestsWithin } from "./manifests-within.ts";
export { ownPlatform } from "./platforms.ts";
export { type Attesting, CACHES, type Cache, type ImageRequest, type ImageResult } from "./request.ts";
export { pullRequestsOf, type StaleImages, type StoredImage, staleImages } from "./stale-images.ts";
export { cleanUp, type Leftover, type Tools } from "./tools.ts";
