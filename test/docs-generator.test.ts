import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateDocs } from "../docs-generator/generate.ts";

async function withFiles<T>(files: Record<string, string>, work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "prefect-cicd-docs-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(root, dirname(path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const action = `
name: say
description: Says things.
inputs:
  text:
    description: |
      What to say, a|b.

      Twice.
    required: true
  mood: { description: How., default: "a|b" }
outputs:
  said: { description: What was said. }
runs: { using: node24, main: dist/index.cjs }
`;
const readme = `# say\n<!-- inputs -->\nold\n<!-- /inputs -->\nprose\n<!-- outputs -->\n<!-- /outputs -->\n`;
const workflow = `# Carries things.\n# To production.\nname: Carry
on:
  workflow_call:
    inputs: { what: { description: The thing., type: string, default: all } }
    secrets: { key: { description: The key., required: true } }
`;

test("tables come from action.yml and workflow files; prose stays", async () => {
  const docs = await withFiles(
    {
      "actions/say/action.yml": action,
      "actions/say/README.md": readme,
      ".github/workflows/carry.yml": workflow,
      ".github/workflows/own-ci.yml": "on: push\n",
    },
    generateDocs,
  );
  expect(docs.get("actions/say/README.md")).toBe(`# say
<!-- inputs -->
| input | default | meaning |
| --- | --- | --- |
| \`text\` | **required** | What to say, a\\|b.<br>Twice. |
| \`mood\` | \`a\\|b\` | How. |
<!-- /inputs -->
prose
<!-- outputs -->
| output | meaning |
| --- | --- |
| \`said\` | What was said. |
<!-- /outputs -->
`);
  const catalog = docs.get("action-catalog.md") ?? "";
  expect(catalog).toContain("### [say](actions/say/README.md)\n\nSays things.\n\n#### Inputs");
  expect(catalog).toContain(
    "### [carry.yml](.github/workflows/carry.yml)\n\nCarries things.\nTo production.",
  );
  expect(catalog).toContain("| `key` | **required** | The key. |");
  expect(catalog).not.toContain("own-ci");
});

test("a missing description and a missing place for a table fail, all at once", async () => {
  const files = {
    "actions/say/action.yml":
      "name: say\ndescription: Says.\ninputs:\n  text: { default: a }\noutputs:\n  said: {}\n",
    "actions/say/README.md": "# say\n<!-- inputs -->\n<!-- /inputs -->\n",
    "workflows-templates/carry.yml": "name: Carry\non: push\n",
  };
  await expect(withFiles(files, generateDocs)).rejects.toMatchObject({
    faults: [
      { message: "`text` has no description.", location: { file: "actions/say/action.yml", line: 4 } },
      { message: "`said` has no description.", location: { line: 6 } },
      { message: "The workflow has no description.", location: { file: "workflows-templates/carry.yml" } },
      { message: "There is no place for the table of outputs.", location: { file: "actions/say/README.md" } },
    ],
  });
});
