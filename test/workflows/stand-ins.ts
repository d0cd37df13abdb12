import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";
import { DOWNLOAD_ARTIFACT, UPLOAD_ARTIFACT } from "../../pipelines/artifacts.ts";
import { ATTEST_ACTION } from "../../pipelines/attestation.ts";
import { UPLOAD_PAGES } from "../../pipelines/python-project.ts";
import { CHECKOUT } from "../../pipelines/steps.ts";
import type { PinnedAction } from "../../pipelines/workflow.ts";

const pinned = ({ repository, commit }: PinnedAction) => `${repository}@${commit}`;
const standIn = (name: string) => join(projectRoot, "test/workflows", name);

/** What setup-python-project is made of, as it names it. */
const SETUP_UV =
  /uses: (astral-sh\/setup-uv@\S+)/.exec(
    readFileSync(join(projectRoot, "actions/setup-python-project/action.yml"), "utf8"),
  )?.[1] ?? "";

/** Folders that take the place of others' actions which need GitHub or the network, by `owner/name@commit`. */
export const STAND_INS: Readonly<Record<string, string>> = {
  [pinned(CHECKOUT)]: standIn("checkout"),
  [pinned(ATTEST_ACTION)]: standIn("attest"),
  [pinned(UPLOAD_ARTIFACT)]: standIn("upload-artifact"),
  [pinned(DOWNLOAD_ARTIFACT)]: standIn("download-artifact"),
  [pinned(UPLOAD_PAGES)]: standIn("upload-artifact"),
  [SETUP_UV]: standIn("setup-uv"),
};
