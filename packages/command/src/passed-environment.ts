/**
 * What a program needs to run at all, and holds no secret: where programs, libraries and the user's files are, how texts
 * are spelt, and how the network is reached.
 */
const NEEDED = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP"],
  ...["LANG", "LANGUAGE", "TZ"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  // A Python that actions/setup-python installed finds its own library by it.
  "LD_LIBRARY_PATH",
  ...["SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"],
]);
const LOCALE = /^LC_/;

/** Variables that lead to the Prefect server, to GitHub or to an action's inputs: never for code that may be anybody's. */
const REFUSED =
  /^(?:PREFECT_API_|PREFECT_CLIENT_CUSTOM_HEADERS$|PREFECT_SERVER_API_AUTH_STRING$|ACTIONS_|GITHUB_|INPUT_)/;

/** Whether a variable may never be handed to code that may be anybody's, whoever asks for it. */
export const isRefused = (name: string) => REFUSED.test(name.toUpperCase());

/**
 * What has to be left out of an environment, for a command that runs code which may be anybody's: everything but what a
 * program needs to run at all, and what is named.
 *
 * @param passed names of further variables; {@link isRefused} ones are left out all the same
 * @returns undefined for each variable that is left out, as in `RunOptions.env`
 */
export function withoutUnneeded(
  env: Readonly<Record<string, string | undefined>>,
  passed: readonly string[],
): Record<string, undefined> {
  const names = new Set(passed);
  const isPassed = (name: string) =>
    !isRefused(name) && (NEEDED.has(name.toUpperCase()) || LOCALE.test(name) || names.has(name));
  return Object.fromEntries(
    Object.keys(env)
      .filter((name) => !isPassed(name))
      .map((name) => [name, undefined]),
  );
}
