import { reporter, runCommand, setOutputs, state, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { untilCancelled } from "#command";
import { buildFlowImage, confined, type ImageRequest, type ImageResult } from "#flow-image";
import type { Inputs } from "./inputs.ts";
import { mergedPullRequest } from "./merged-pull-request.ts";
import { imageRequest } from "./request.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const context = readContext();
  const request = await imageRequest(inputs, context);
  // The runner cancels with SIGINT, then SIGTERM: the build is ended, and what was made for it removed.
  const result = await untilCancelled((signal) =>
    buildFlowImage(request, {
      run: confined(runCommand, inputs.passEnvironment),
      reporter,
      signal,
      remember: (what, value) => state.save(what, value ?? ""),
      findPullRequest: () => mergedPullRequest(context, inputs.token),
      githubToken: inputs.token,
    }),
  );
  setOutputs(outputs(request, result));
  await writeSummary(summary(request, result));
}

function outputs({ image, push }: ImageRequest, { tags, digest, result, reasons }: ImageResult) {
  return {
    image: `${image.name}:${tags[0]}`,
    name: image.name,
    tags,
    digest,
    "image-by-digest": `${image.name}@${digest}`,
    pushed: push,
    result,
    reason: reasons.join(" "),
  };
}
