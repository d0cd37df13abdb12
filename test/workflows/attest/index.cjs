// What actions/attest has GitHub keep: which workflow of which repository signed which digest, on which ref.
const { appendFileSync } = require("node:fs");

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const name = input("subject-name");
if (name !== name.toLowerCase() || /[:@]/.test(name.replace(/^[^/]*/, "")))
  throw new Error(`${name} is no name of an image.`);
const digest = input("subject-digest");
if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${digest} is no digest.`);
const [signer] = process.env.GITHUB_WORKFLOW_REF.split("@");
const attestation = {
  digest,
  repository: process.env.GITHUB_REPOSITORY,
  signer,
  sourceRef: process.env.GITHUB_REF,
};
appendFileSync(process.env.ATTESTATIONS_FILE, `${JSON.stringify(attestation)}\n`);
