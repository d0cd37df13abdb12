import { playScene } from "./scene.ts";
import { summaryPicture } from "./summary.ts";
import { terminalPicture } from "./terminal.ts";
import { themes } from "./theme.ts";

/** Every picture, one for GitHub's light pages and one for its dark: path from the repository's root to SVG. */
export async function makePictures(): Promise<Map<string, string>> {
  const { faults, plan, summary } = await playScene();
  return new Map(
    themes.flatMap((theme): [string, string][] => [
      [
        `docs/pictures/plan-${theme.name}.svg`,
        terminalPicture("What a pull request changes, and the plan for DEV, in a terminal", plan, theme),
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
