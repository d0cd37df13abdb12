import type { PinnedAction, Step } from "./workflow.ts";

export const UPLOAD_ARTIFACT: PinnedAction = {
  repository: "actions/upload-artifact",
  commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
  version: "v7.0.0",
};

export const DOWNLOAD_ARTIFACT: PinnedAction = {
  repository: "actions/download-artifact",
  commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
  version: "v8.0.1",
};

/** Hands a file of this job to later jobs of the run; a job that is run again takes the place of what it left. */
export const uploadFile = (artifact: string, path: string, more: Partial<Step> = {}): Step => ({
  name: "Hand on the plan",
  uses: UPLOAD_ARTIFACT,
  ...more,
  with: { name: artifact, path, "if-no-files-found": "error", "retention-days": 30, overwrite: true },
});

/** Where {@link downloadFile} puts an artifact: outside of the clone. */
export const downloaded = (artifact: string) => `\${{ runner.temp }}/${artifact}`;

/** Takes up what {@link uploadFile} handed on in an earlier job of the run. */
export const downloadFile = (artifact: string, more: Partial<Step> = {}): Step => ({
  name: "Take up the plan",
  uses: DOWNLOAD_ARTIFACT,
  ...more,
  with: { name: artifact, path: downloaded(artifact) },
});
