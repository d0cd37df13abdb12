import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What GitHub keeps of an image that a workflow attested. */
export interface Attestation {
  /** `sha256:...` */
  digest: string;
  /** `owner/name` that was built. */
  repository: string;
  /** `owner/name/.github/workflows/file.yml` */
  signer: string;
  /** Such as `refs/heads/main`. */
  sourceRef: string;
}

/**
 * GitHub's attestations, and a `gh attestation verify` that knows no others. It takes just the options that an image has to
 * be verified with, as `gh` of 2.80 does: anything else is refused, so that a check that was left out would show.
 */
export class AttestationsStandIn {
  /** Folder with the program `gh`, for PATH. */
  readonly folder = mkdtempSync(join(tmpdir(), "attestations-"));
  readonly file = join(this.folder, "attestations.jsonl");

  constructor() {
    writeFileSync(this.file, "");
    writeFileSync(join(this.folder, "gh"), program(this.file));
    chmodSync(join(this.folder, "gh"), 0o755);
  }

  keep(attestation: Attestation): void {
    writeFileSync(this.file, `${JSON.stringify(attestation)}\n`, { flag: "a" });
  }

  all(): Attestation[] {
    return readFileSync(this.file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Attestation);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const program = (file: string) => `#!/usr/bin/env node
const { readFileSync } = require("node:fs");
const { parseArgs } = require("node:util");
const text = { type: "string" };
const options = { repo: text, "source-ref": text, "signer-workflow": text };
const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
const [, digest] = /^oci:\\/\\/\\S+@(sha256:[0-9a-f]{64})$/.exec(positionals[2] ?? "") ?? [];
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
if (positionals.slice(0, 2).join(" ") !== "attestation verify") fail("unknown command");
if (digest === undefined) fail("the image is not named by its digest");
if (!process.env.GH_TOKEN) fail("To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.");
if (!Object.keys(options).every((name) => values[name])) fail("a check is left out");
const kept = readFileSync(${JSON.stringify(file)}, "utf8").split("\\n").filter(Boolean).map((line) => JSON.parse(line));
const own = kept.filter((one) => one.digest === digest && one.repository === values.repo);
if (own.length === 0) fail("HTTP 404: Not Found (attestations)");
if (!own.some((one) => one.signer === values["signer-workflow"] && one.sourceRef === values["source-ref"]))
  fail("verifying with issuer failed: no matching certificate identity");
`;
