const onGitHub = (setting: string) => `startsWith(setting.${setting}, 'ghcr.io/')`;

/**
 * How a step logs in at the registry that a setting names: at GitHub's own with the job's token, which goes nowhere else,
 * at any other one with a secret. Without either a log-in of Docker's own counts, which a step before may have made.
 */
export const registryLogin = (
  setting: string,
): Record<"registry-username" | "registry-password", string> => ({
  "registry-username": `\${{ (${onGitHub(setting)} || secrets.REGISTRY_PASSWORD != '') && (vars.REGISTRY_USERNAME || github.actor) || '' }}`,
  "registry-password": `\${{ secrets.REGISTRY_PASSWORD || (${onGitHub(setting)} && github.token) || '' }}`,
});

/** Whether there is a log-in: not every pull request gets the secret. */
export const hasLogin = (setting: string) =>
  `(${onGitHub(setting)} || secrets.REGISTRY_PASSWORD != '' || vars.REGISTRY_LOGIN == 'step')`;
