/** Tests run on the sources as they stand: Node's own type stripping makes JavaScript of them, with nothing to compile. */
const project = (displayName, options) => ({
  displayName,
  rootDir: __dirname,
  roots: ["<rootDir>/packages", "<rootDir>/test"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  moduleFileExtensions: ["ts", "js", "mjs", "cjs", "json", "node"],
  transform: { "\\.ts$": "<rootDir>/tools/test/strip-types.cjs" },
  modulePathIgnorePatterns: ["/dist/"],
  setupFiles: ["<rootDir>/test/services/property-seed.ts"],
  ...options,
});

module.exports = {
  projects: [
    project("unit", {
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["\\.(real|machine)\\.test\\.ts$"],
    }),
    // Tests named *.real.test.ts need something of test/services: a Prefect server, a registry, a cluster ...
    project("real", {
      testMatch: ["**/*.real.test.ts"],
      globalSetup: "<rootDir>/test/services/jest-global-setup.ts",
      globalTeardown: "<rootDir>/test/services/jest-global-teardown.ts",
    }),
    // Tests named *.machine.test.ts need a virtual machine, which takes long where it is emulated: `npm run proof:k3s`.
    project("machine", { testMatch: ["**/*.machine.test.ts"] }),
  ],
  testTimeout: 300_000,
  reporters: ["default", "<rootDir>/test/services/absent-parts-reporter.ts"],
};
