import { STEPS } from "../tools/matrix/steps.ts";
import { tryVersion, VERSIONS } from "../tools/matrix/try-version.ts";

// All versions are tried by `npm run matrix`: here the newest and the oldest.
test.each([VERSIONS[0], VERSIONS.at(-1)])(
  "with a server of Prefect %s the command line does all it does",
  async (version) => {
    if (version === undefined) throw new Error("No version is tried.");
    const { steps } = await tryVersion(version);
    expect(steps).toEqual(Object.fromEntries(Object.keys(STEPS).map((name) => [name, null])));
  },
  300_000,
);
