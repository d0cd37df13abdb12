import { playScene } from "./scene.ts";
import { summaryPicture } from "./summary.ts";
import { terminalPicture } from "./terminal.ts";
import { themes } from "./theme.ts";

/** Every picture, one for GitHub's light pages and one for its dark: path from the repository's root to SVG. */
export async function makePictures(): Promise<Map<string, string>> {
  const { faults, plan, summary, comment } = await playScene();
  return new Map(
    themes.flatMap((theme): [string, string][] => [
      [
        `docs/pictures/plan-${theme.name}.svg`,
        terminalPicture("What a pull request changes, and the plan for DEV, in a terminal", plan, theme),
      ],
      [
        `docs/pictures/comment-${theme.name}.svg`,
        summaryPicture("The comment of a pull request: what it does to production", opened(comment), theme),
      ],
      [
        `docs/pictures/summary-${theme.name}.svg`,
        summaryPicture("The job summary of a pull request's deployment to DEV", summary, theme),
      ],
      [
        `docs/pictures/faults-${theme.name}.svg`,
        terminalPicture("Mistakes in prefect.yaml, found before anything is sent", faults, theme),
      ],
    ]),
  );
}

/** Two folds as a reader opens them, and none of what is hidden. */
function opened(comment: string): string {
  let count = 0;
  return comment
    .replace(/<!--.*?-->/gs, "")
    .replace(/<details>/g, (fold) => (++count <= 2 ? "<details open>" : fold));
}
