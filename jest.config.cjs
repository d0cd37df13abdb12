/** Tests run on the JavaScript that tsc made, the same that the bundles are made of. */
const project = (displayName, options) => ({
  displayName,
  rootDir: __dirname,
  roots: ["<rootDir>/build"],
  testEnvironment: "node",
  transform: {},
  ...options,
});

module.exports = {
  projects: [
    project("unit", {
      testMatch: ["**/*.test.js"],
      testPathIgnorePatterns: ["\\.(real|machine)\\.test\\.js$"],
    }),
    // Tests named *.real.test.ts need something of ../real-parts: a Prefect server, a registry, a cluster ...
    project("real", {
      testMatch: ["**/*.real.test.js"],
      globalSetup: "<rootDir>/build/real-parts/jest-global-setup.js",
      globalTeardown: "<rootDir>/build/real-parts/jest-global-teardown.js",
    }),
    // Tests named *.machine.test.ts need a virtual machine, which takes long where it is emulated: `npm run proof:k3s`.
    project("machine", { testMatch: ["**/*.machine.test.js"] }),
  ],
  testTimeout: 120_000,
  reporters: ["default", "<rootDir>/build/real-parts/absent-parts-reporter.js"],
};
