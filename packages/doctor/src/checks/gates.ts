import { defineCheck, type Finding } from "../check.ts";

export const gates = defineCheck({
  name: "gates",
  looksAt: "Rules of the default branch require the gates of the workflows by their exact names.",
  needs: ["workflows", "rules"],
  judge: ({ workflows: { files }, rules: { defaultBranch, required } }) => {
    const own = [...new Set(files.flatMap(({ jobs }) => jobs.filter((name) => name.endsWith(" gate"))))];
    const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, "");
    return own
      .filter((gate) => !required.includes(gate))
      .map((gate): Finding => {
        const similar = required.find((name) => plain(name).includes(plain(gate)));
        return {
          code: "gate-unrequired",
          level: similar === undefined ? "warning" : "error",
          message:
            similar === undefined
              ? `No rule of ${defaultBranch} requires the check “${gate}”.`
              : `A rule of ${defaultBranch} requires the check “${similar}”, and it is called “${gate}”.`,
          why:
            similar === undefined
              ? "What fails can be merged all the same."
              : "The check stays “Expected”, so that nothing can be merged.",
          command: "gh ruleset list --web",
        };
      });
  },
});
