import { defineCheck } from "../check.ts";

export const runners = defineCheck({
  name: "runners",
  looksAt: "For each set of labels that jobs ask of runners of one's own, one of the repository's is online.",
  needs: ["workflows", "runners"],
  judge: ({ workflows: { files }, runners: all }) => {
    const wanted = new Map(
      files.flatMap(({ path, runnerLabels }) =>
        runnerLabels.map((labels) => [[...labels].sort().join(", "), { labels, path }] as const),
      ),
    );
    return [...wanted].flatMap(([text, { labels, path }]) => {
      const fitting = all.filter((runner) =>
        labels.every((label) => runner.labels.some((own) => own.toLowerCase() === label.toLowerCase())),
      );
      if (fitting.some(({ isOnline }) => isOnline)) return [];
      return [
        {
          code: "runner-absent",
          location: { file: path },
          level: "error",
          message:
            fitting.length > 0
              ? `The runners with the labels ${text} are offline.`
              : `The repository has no runner with the labels ${text}.`,
          why: "Jobs that ask for them wait for a day and fail, unless an organisation's group has one.",
          command: "sudo ./svc.sh status",
        },
      ];
    });
  },
});
